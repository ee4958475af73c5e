package org.tassis.store.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;

/// One line of the journal: what somebody did, at once or in the course of some minutes.
///
/// @param id     grows; an account's entries are in the order in which they began
/// @param at     when it began
/// @param until  when the last of it was done
/// @param undone how many of its {@link Deed#parts} were taken back
public record JournalEntry(long id, AccountId account, Instant at, Instant until, Actor actor, Deed deed, long undone) {
    /// Deeds alike become one entry as long as no more time than this lies between them,
    static final Duration PAUSE = Duration.ofMinutes(1);

    /// no more than this between the first and the last,
    static final Duration LONGEST = Duration.ofMinutes(10);

    /// and it has no more messages than this: what is written again with each of them stays small.
    static final long MOST_JOINED = 5_000;

    public JournalEntry {
        undone = Math.min(undone, deed.parts());
    }

    /// Whether all of it was taken back that there was.
    public boolean isUndone() {
        return undone > 0 && undone >= deed.messages();
    }

    /// Equal for entries that may become one; empty for one that stands for itself.
    public Optional<List<Object>> likeness() {
        return deed.likeness().map(like -> {
            List<Object> all = new ArrayList<>(like);
            all.add(account);
            all.add(actor);
            return all;
        });
    }

    /// This entry with a later deed of the same likeness in it; empty when it is to be an entry of its own.
    public Optional<JournalEntry> joined(JournalEntry later) {
        if (undone > 0
                || later.at.isAfter(until.plus(PAUSE))
                || later.until.isAfter(at.plus(LONGEST))
                || deed.messages() + later.deed.messages() > MOST_JOINED) {
            return Optional.empty();
        }
        return deed.joined(later.deed).map(both -> new JournalEntry(id, account, at, later.until, actor, both, undone));
    }

    public JournalEntry undone(long more) {
        return new JournalEntry(id, account, at, until, actor, deed, undone + more);
    }
}
