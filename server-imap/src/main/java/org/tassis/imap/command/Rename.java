package org.tassis.imap.command;

import org.tassis.core.MailboxName;

/// RENAME: RFC 9051 §6.3.6.
public record Rename(MailboxName from, MailboxName to) implements ImapCommand.AfterLogin {
    @Override
    public String word() {
        return "RENAME";
    }
}
