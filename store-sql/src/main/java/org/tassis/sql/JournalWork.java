package org.tassis.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tassis.core.AccountId;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Deed;
import org.tassis.store.journal.JournalEntry;
import org.tassis.store.journal.OpenEntries;
import org.tassis.store.journal.Place;

/// The journal in the course of a batch: one statement for each entry that it writes, whether the entry is
/// new or one that goes on, and one for each entry that it takes back. What was open before is touched
/// after the commit alone.
final class JournalWork {
    private final Batch batch;
    private final OpenEntries committed;
    private final OpenEntries open = new OpenEntries();
    private final Map<Long, JournalEntry> written = new LinkedHashMap<>();
    private final Set<Long> fresh = new TreeSet<>();
    private final Map<Long, Undone> undone = new LinkedHashMap<>();
    private final Set<Long> closed = new TreeSet<>();
    private final List<AccountId> forgotten = new ArrayList<>();

    private record Undone(AccountId account, long parts) {}

    JournalWork(Batch batch, OpenEntries committed) {
        this.batch = batch;
        this.committed = committed;
    }

    boolean isEmpty() {
        return written.isEmpty();
    }

    /// Those in whose journal something is written.
    List<AccountId> accounts() {
        if (written.isEmpty()) {
            return List.of(); // nearly always: what comes in is not noted
        }
        return written.values().stream().map(JournalEntry::account).distinct().toList();
    }

    void note(Actor actor, AccountId account, Deed deed) {
        if (deed.parts() == 0) {
            return;
        }
        if (actor.undoes() > 0) {
            undone.merge(
                    actor.undoes(),
                    new Undone(account, deed.parts()),
                    (one, more) -> new Undone(account, one.parts + more.parts));
            closed.add(actor.undoes());
            open.drop(actor.undoes());
        }
        JournalEntry one = new JournalEntry(batch.nextId(), account, batch.now(), batch.now(), actor, deed, 0);
        Optional<JournalEntry> like =
                open.like(one).or(() -> committed.like(one).filter(entry -> !closed.contains(entry.id())));
        Optional<JournalEntry> joined = like.flatMap(entry -> entry.joined(one));
        JournalEntry entry = joined.orElse(one);
        if (joined.isEmpty()) {
            fresh.add(entry.id());
        }
        written.put(entry.id(), entry);
        open.keep(entry);
    }

    /// Its rows are gone.
    void forget(AccountId account) {
        forgotten.add(account);
    }

    /// Adds its statements to the batch's.
    void finish() {
        for (JournalEntry entry : written.values()) {
            if (fresh.contains(entry.id())) {
                insert(entry);
            } else {
                batch.add(
                        Sql.UPDATE_JOURNAL,
                        DeedCodec.encode(entry.deed()),
                        List.of(),
                        entry.until().toEpochMilli(),
                        entry.id());
            }
        }
        undone.forEach((id, one) -> batch.add(Sql.UNDONE_JOURNAL, one.parts, id, one.account.value()));
    }

    private void insert(JournalEntry entry) {
        Actor actor = entry.actor();
        Deed deed = entry.deed();
        String target = deed instanceof Deed.FolderRenamed renamed
                ? renamed.from().value()
                : deed.target().map(place -> place.name().value()).orElse("");
        batch.add(
                Sql.INSERT_JOURNAL,
                DeedCodec.encode(deed),
                List.of(deed.place().name().value(), target, actor.client(), actor.address(), actor.login()),
                entry.id(),
                entry.account().value(),
                entry.at().toEpochMilli(),
                entry.until().toEpochMilli(),
                deed.kind().ordinal(),
                actor.via().ordinal(),
                deed.place().number(),
                deed.target().map(Place::number).orElse(0L),
                actor.undoes());
    }

    /// After the commit.
    void show() {
        forgotten.forEach(committed::forget);
        closed.forEach(committed::drop);
        for (JournalEntry entry : written.values()) {
            if (!closed.contains(entry.id())) {
                committed.keep(entry);
            }
        }
    }
}
