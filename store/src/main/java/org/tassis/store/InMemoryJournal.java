package org.tassis.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.tassis.core.AccountId;
import org.tassis.core.UidSet;
import org.tassis.store.InMemoryAccount.Box;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Deed;
import org.tassis.store.journal.Journal;
import org.tassis.store.journal.JournalEntry;
import org.tassis.store.journal.JournalQuery;
import org.tassis.store.journal.OpenEntries;
import org.tassis.store.journal.Place;

/// The journal of an {@link InMemoryMailStore}. Written under the store's lock; any thread reads.
final class InMemoryJournal implements Journal {
    private final Map<AccountId, NavigableMap<Long, JournalEntry>> all = new HashMap<>();
    private final OpenEntries open = new OpenEntries();
    private long lastId;

    synchronized void note(AccountId account, Deed deed, Instant now) {
        if (deed.parts() == 0) {
            return;
        }
        Actor actor = Actor.present();
        NavigableMap<Long, JournalEntry> entries = all.computeIfAbsent(account, _ -> new TreeMap<>());
        if (actor.undoes() > 0) {
            entries.computeIfPresent(actor.undoes(), (_, old) -> old.undone(deed.parts()));
            open.drop(actor.undoes());
        }
        JournalEntry fresh = new JournalEntry(++lastId, account, now, now, actor, deed, 0);
        JournalEntry entry = open.like(fresh).flatMap(old -> old.joined(fresh)).orElse(fresh);
        entries.put(entry.id(), entry);
        open.keep(entry);
    }

    /// Where something happened, for the owner of `account`.
    static Place place(AccountId account, Box box) {
        return box.holder.id.equals(account) ? Place.of(box.id, box.name) : Place.ELSEWHERE;
    }

    /// A copy, or a move, which between two accounts is told to both.
    void transferred(Box from, Box to, List<Long> targetUids, boolean move, Instant now) {
        UidSet.Builder there = new UidSet.Builder();
        targetUids.forEach(there::add);
        AccountId giver = from.holder.id;
        AccountId taker = to.holder.id;
        if (move) {
            note(giver, new Deed.Moved(place(giver, from), place(giver, to), there.build()), now);
        }
        if (!move || !giver.equals(taker)) {
            note(taker, new Deed.Copied(place(taker, from), place(taker, to), there.build()), now);
        }
    }

    synchronized void forget(Instant before) {
        for (NavigableMap<Long, JournalEntry> entries : all.values()) {
            entries.values().removeIf(entry -> entry.at().isBefore(before));
            while (entries.size() > MOST) {
                entries.pollFirstEntry();
            }
        }
    }

    synchronized void purge(AccountId account) {
        all.remove(account);
        open.forget(account);
    }

    @Override
    public synchronized List<JournalEntry> entries(AccountId account, JournalQuery query) {
        return all.getOrDefault(account, new TreeMap<>()).descendingMap().values().stream()
                .filter(query::wants)
                .limit(query.limit())
                .toList();
    }

    @Override
    public synchronized Optional<JournalEntry> entry(AccountId account, long id) {
        return Optional.ofNullable(all.getOrDefault(account, new TreeMap<>()).get(id));
    }
}
