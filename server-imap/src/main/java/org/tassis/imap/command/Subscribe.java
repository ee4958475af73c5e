package org.tassis.imap.command;

import org.tassis.core.MailboxName;

/// SUBSCRIBE: RFC 9051 §6.3.7.
public record Subscribe(MailboxName mailbox) implements ImapCommand.AfterLogin {
    @Override
    public String word() {
        return "SUBSCRIBE";
    }
}
