package org.tassis.imap.command;

import org.tassis.core.MailboxName;

/// MOVE and UID MOVE: RFC 9051 §6.4.8.
public record Move(MessageSet messages, MailboxName to) implements ImapCommand.InMailbox {
    @Override
    public String word() {
        return messages.byUid() ? "UID MOVE" : "MOVE";
    }

    @Override
    public boolean namesSequenceNumbers() {
        return !messages.byUid();
    }
}
