package org.tassis.mailflow.trace;

import java.time.Instant;
import java.util.List;

/// Something that happened to mail. Texts may hold what strangers said: show them as text, never as markup.
/// Addresses are as SMTP writes them; the null sender is empty.
public sealed interface TraceEvent {
    Instant at();

    /// The id of the message in mail flow; empty when there was no message yet.
    String message();

    /// Whether it may be left out when events come faster than they can be written.
    default boolean mayBeDropped() {
        return false;
    }

    /// When mail flow said something.
    enum Stage {
        CONNECT,
        HELO,
        MAIL,
        RCPT,
        DATA
    }

    /// A client connected.
    record Connected(Instant at, Peer peer) implements TraceEvent {
        @Override
        public String message() {
            return "";
        }

        @Override
        public boolean mayBeDropped() {
            return true;
        }
    }

    /// A client was told no, for now or for good. When that was to a whole message, there is one for each
    /// recipient.
    ///
    /// @param recipient that was refused; empty before there was one
    /// @param cause     a word for which {@link Endings} has a sentence
    /// @param detail    for administrators: what exactly led to it
    /// @param enforced  false when a check that only observes would have refused
    record Refused(
            Instant at,
            String message,
            Peer peer,
            Stage stage,
            String sender,
            String recipient,
            String cause,
            String detail,
            boolean enforced)
            implements TraceEvent {
        @Override
        public boolean mayBeDropped() {
            return true;
        }
    }

    /// A message was accepted, for all these recipients.
    ///
    /// @param messageId of its header, with angle brackets; may be empty
    /// @param subject   decoded; may be empty
    /// @param size      in octets
    /// @param marks     what spoke for or against it, as short words
    record Accepted(
            Instant at,
            String message,
            Peer peer,
            String sender,
            List<String> recipients,
            String messageId,
            String subject,
            long size,
            List<String> marks)
            implements TraceEvent {
        public Accepted {
            recipients = List.copyOf(recipients);
            marks = List.copyOf(marks);
        }
    }

    /// It is in a mailbox.
    ///
    /// @param login of the mailbox
    record Delivered(Instant at, String message, String recipient, String login) implements TraceEvent {}

    /// It was offered to another server.
    ///
    /// @param host  and port of it, or the domain when none was reached
    /// @param reply what it said, or what went wrong
    record Attempted(Instant at, String message, String recipient, String host, Outcome outcome, String reply)
            implements TraceEvent {
        public enum Outcome {
            DELIVERED,
            /// It will be tried again.
            DEFERRED,
            FAILED
        }
    }

    /// A filter, forward or auto-reply of a mailbox's owner did something with it.
    ///
    /// @param action a word for which {@link Endings} has a sentence: `filed`, `forwarded`, `discarded`,
    ///     `replied`
    /// @param detail where to
    record Filtered(Instant at, String message, String recipient, String action, String detail) implements TraceEvent {}

    /// An administrator or its owner took it away, or it went with its mailbox, long after that was removed.
    ///
    /// @param recipient that does not get or have it any more; or the login of its mailbox
    /// @param by        a login, `console`, or `tassis` for what went with its mailbox
    record Deleted(Instant at, String message, String recipient, String by) implements TraceEvent {}

    /// So many events before this one were left out, since they came too fast.
    record LeftOut(Instant at, long events) implements TraceEvent {
        @Override
        public String message() {
            return "";
        }
    }
}
