package org.tassis.imap.command;

import java.util.Set;
import org.tassis.core.MailboxName;

/// STATUS: RFC 9051 §6.3.11.
public record Status(MailboxName mailbox, Set<StatusItem> items) implements ImapCommand.AfterLogin {
    public Status {
        items = Set.copyOf(items);
    }

    @Override
    public String word() {
        return "STATUS";
    }

    @Override
    public boolean enablesCondstore() {
        return items.contains(StatusItem.HIGHESTMODSEQ);
    }
}
