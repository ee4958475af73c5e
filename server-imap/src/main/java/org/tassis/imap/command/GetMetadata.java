package org.tassis.imap.command;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tassis.core.MailboxName;

/// GETMETADATA: RFC 5464 §4.2.
///
/// @param mailbox empty for the server
/// @param entries names in lower case, at least one
/// @param maxSize values of more octets are not told
public record GetMetadata(Optional<MailboxName> mailbox, List<String> entries, OptionalLong maxSize, Depth depth)
        implements ImapCommand.AfterLogin {
    /// How far below an entry others are told, too: RFC 5464 §4.2.2.
    public enum Depth {
        ITSELF,
        ONE,
        INFINITY
    }

    public GetMetadata {
        entries = List.copyOf(entries);
    }

    @Override
    public String word() {
        return "GETMETADATA";
    }
}
