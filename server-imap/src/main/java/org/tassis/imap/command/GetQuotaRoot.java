package org.tassis.imap.command;

import org.tassis.core.MailboxName;

/// GETQUOTAROOT: RFC 9208 §4.1.3.
public record GetQuotaRoot(MailboxName mailbox) implements ImapCommand.AfterLogin {
    @Override
    public String word() {
        return "GETQUOTAROOT";
    }
}
