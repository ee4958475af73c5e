package org.tassis.imap.command;

import org.tassis.core.MailboxName;

/// MYRIGHTS: RFC 4314 §3.5.
public record MyRights(MailboxName mailbox) implements AclCommand {
    @Override
    public String word() {
        return "MYRIGHTS";
    }
}
