package org.tassis.imap.command;

import org.tassis.core.MailboxName;

/// GETACL: RFC 4314 §3.3.
public record GetAcl(MailboxName mailbox) implements AclCommand {
    @Override
    public String word() {
        return "GETACL";
    }
}
