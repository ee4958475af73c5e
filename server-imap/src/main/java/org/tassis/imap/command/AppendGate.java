package org.tassis.imap.command;

import java.io.IOException;
import java.util.Optional;
import org.tassis.core.MailboxName;

/// Asked by {@link CommandReader} about each message of an APPEND before the client is told to send it, so
/// that what would be refused is never transferred: RFC 9051 §4.3, RFC 7889 §2. Used by the session's
/// thread.
public interface AppendGate {
    /// Why a message may not be appended.
    enum Refusal {
        /// Nobody is logged in: BAD.
        NOT_LOGGED_IN,
        /// NO [TRYCREATE].
        NO_SUCH_MAILBOX,
        /// It may not be put there: NO [NOPERM].
        NO_RIGHT,
        /// Larger than APPENDLIMIT: NO [TOOBIG].
        TOO_BIG,
        /// NO [OVERQUOTA].
        OVER_QUOTA,
        /// Too much in one command: NO [LIMIT].
        TOO_MUCH,
        /// Too many messages in one command: NO [MESSAGELIMIT] to who was told of such limits, else NO
        /// [LIMIT].
        TOO_MANY,
        /// The store cannot be used now: NO [UNAVAILABLE].
        UNAVAILABLE
    }

    /// @param size      octets of the message announced now
    /// @param total     octets of all messages of this command, this one included
    /// @param messages  how many, this one included
    /// @param replacing it takes the place of another, which goes: RFC 8508
    Optional<Refusal> refuse(MailboxName mailbox, long size, long total, int messages, boolean replacing);

    /// Whether messages may be put together of parts: RFC 4469.
    boolean catenates();

    /// Octets that are here already.
    interface Part {
        long size();

        /// @throws IOException they cannot be read or written now
        void sendTo(MessageSink sink) throws IOException;
    }

    /// What a URL of CATENATE leads to; empty when it leads nowhere.
    ///
    /// @throws IOException it cannot be said now
    Optional<Part> part(String url) throws IOException;

    /// Where the octets go. Called after `refuse` had nothing against it.
    MessageSink open(long size) throws IOException;
}
