package org.tassis.imap.command;

import org.tassis.core.MailboxName;

/// COPY and UID COPY: RFC 9051 §6.4.7. EXPUNGE may be sent during it: it says nothing by sequence number.
public record Copy(MessageSet messages, MailboxName to) implements ImapCommand.InMailbox {
    @Override
    public String word() {
        return messages.byUid() ? "UID COPY" : "COPY";
    }

    @Override
    public boolean namesSequenceNumbers() {
        return !messages.byUid();
    }
}
