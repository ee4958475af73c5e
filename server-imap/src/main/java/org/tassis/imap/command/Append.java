package org.tassis.imap.command;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.message.MessageContent;

/// APPEND of one or several messages: RFC 9051 §6.3.12, RFC 3502 (MULTIAPPEND), RFC 3516 §4.4 (BINARY), RFC 6855 §4
/// (UTF8). The octets have arrived and are spooled; whoever took the command closes it.
public record Append(MailboxName mailbox, List<Message> messages) implements ImapCommand.AfterLogin, AutoCloseable {
    /// One message.
    ///
    /// @param internalDate as the client gave it; else the time of arrival counts
    /// @param content      complete and scanned; belongs to `sink`
    /// @param sink         where the octets were collected
    public record Message(Flags flags, Optional<Instant> internalDate, MessageContent content, MessageSink sink) {}

    public Append {
        messages = List.copyOf(messages);
    }

    @Override
    public String word() {
        return "APPEND";
    }

    /// Gives the spooled octets back.
    @Override
    public void close() {
        messages.forEach(message -> message.sink().close());
    }
}
