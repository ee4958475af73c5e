package org.tassis.store.journal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tassis.core.AccountId;

/// The entries that were written last: what is alike and comes soon is added to one of them. When one is
/// missing here, as after a start, a new entry is written instead. Not thread-safe.
public final class OpenEntries {
    private static final int MOST = 4_000;

    private final Map<List<Object>, JournalEntry> byLikeness = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Object>, JournalEntry> eldest) {
            return size() > MOST;
        }
    };

    /// The entry to which a new one may be added.
    public Optional<JournalEntry> like(JournalEntry entry) {
        return entry.likeness().flatMap(like -> Optional.ofNullable(byLikeness.get(like)));
    }

    /// As it is now.
    public void keep(JournalEntry entry) {
        entry.likeness().ifPresent(like -> byLikeness.put(like, entry));
    }

    /// Nothing is added to it any more.
    public void drop(long id) {
        byLikeness.values().removeIf(entry -> entry.id() == id);
    }

    public void forget(AccountId account) {
        byLikeness.values().removeIf(entry -> entry.account().equals(account));
    }

    public void clear() {
        byLikeness.clear();
    }
}
