package org.tassis.imap.command;

import org.tassis.core.MailboxName;

/// UNSUBSCRIBE: RFC 9051 §6.3.8.
public record Unsubscribe(MailboxName mailbox) implements ImapCommand.AfterLogin {
    @Override
    public String word() {
        return "UNSUBSCRIBE";
    }
}
