package org.tassis.store.journal;

import java.util.Optional;
import java.util.Set;
import org.tassis.core.MailboxId;

/// Which entries are wanted, newest first.
///
/// @param before  an entry's id: only those with a smaller one; `Long.MAX_VALUE` to begin
/// @param limit   how many at most, at least 1
/// @param mailbox where it happened, or where messages went to; empty for all
/// @param kinds   empty for all
public record JournalQuery(long before, int limit, Optional<MailboxId> mailbox, Set<Deed.Kind> kinds) {
    public JournalQuery {
        kinds = Set.copyOf(kinds);
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
    }

    public static JournalQuery newest(int limit) {
        return new JournalQuery(Long.MAX_VALUE, limit, Optional.empty(), Set.of());
    }

    public boolean wants(JournalEntry entry) {
        return entry.id() < before
                && (kinds.isEmpty() || kinds.contains(entry.deed().kind()))
                && (mailbox.isEmpty()
                        || mailbox.equals(entry.deed().place().id())
                        || entry.deed()
                                .target()
                                .filter(to -> mailbox.equals(to.id()))
                                .isPresent());
    }
}
