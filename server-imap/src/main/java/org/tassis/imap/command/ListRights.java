package org.tassis.imap.command;

import org.tassis.core.MailboxName;

/// LISTRIGHTS: RFC 4314 §3.4.
///
/// @param identifier as the client wrote it, with a `-` in front for rights that are taken
public record ListRights(MailboxName mailbox, String identifier) implements AclCommand {
    @Override
    public String word() {
        return "LISTRIGHTS";
    }
}
