package org.tassis.imap.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tassis.core.MailboxName;

/// SETMETADATA: RFC 5464 §4.3.
///
/// @param mailbox empty for the server
/// @param changes by name in lower case; octets as Latin-1, or nothing, to remove the entry
public record SetMetadata(Optional<MailboxName> mailbox, Map<String, Optional<String>> changes)
        implements ImapCommand.AfterLogin {
    public SetMetadata {
        changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
    }

    @Override
    public String word() {
        return "SETMETADATA";
    }
}
