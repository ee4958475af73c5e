package org.tassis.imap.command;

import org.tassis.core.MailboxName;

/// DELETE: RFC 9051 §6.3.5.
public record Delete(MailboxName mailbox) implements ImapCommand.AfterLogin {
    @Override
    public String word() {
        return "DELETE";
    }
}
