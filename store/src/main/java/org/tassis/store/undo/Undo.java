package org.tassis.store.undo;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.LongConsumer;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.store.Copied;
import org.tassis.store.Departed;
import org.tassis.store.FlagChange;
import org.tassis.store.FlagsChanged;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Remembered;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Deed;
import org.tassis.store.journal.JournalEntry;
import org.tassis.store.journal.Place;
import org.tassis.store.undo.Outcome.Why;

/// Takes back one entry of the journal, as far as that is still possible, by ordinary changes: these are
/// told in the journal, too, and can be taken back in their turn.
///
/// It looks at what is there now, and does nothing to messages that were changed again since. It works in
/// steps of 1,000 messages, each durable: after a failure or a crash some of it is done, and doing it again
/// does the rest. Not to be used twice; the calling thread does the work.
public final class Undo {
    private static final int STEP = 1_000;
    private static final int PAGE = 500;

    private final MailStore store;
    private final JournalEntry entry;
    private final Actor actor;
    private final LongConsumer progress;
    private final Set<Why> why = EnumSet.noneOf(Why.class);
    private long done;
    private long left;

    /// @param entry    of the journal of the account that wants it
    /// @param actor    who wants it
    /// @param progress is told how many parts are done
    public Undo(MailStore store, JournalEntry entry, Actor actor, LongConsumer progress) {
        this.store = store;
        this.entry = entry;
        this.actor = actor.undoing(entry.id());
        this.progress = progress;
    }

    /// @throws StoreException the store cannot be used; some of it may be done
    public Outcome run() {
        try {
            actor.run(() -> take(entry.deed()));
        } catch (StoreException e) {
            left = Math.max(left, entry.deed().messages() - done);
            why.add(
                    switch (e.failure()) {
                        case StoreFailure.OverQuota _, StoreFailure.TooMany _ -> Why.NO_SPACE;
                        case StoreFailure.NoSuchMailbox _ -> Why.NO_FOLDER;
                        case StoreFailure.MailboxExists _ -> Why.NAME_TAKEN;
                        case StoreFailure.NotAllowed _ -> Why.IN_USE;
                        case StoreFailure.Gone _,
                                StoreFailure.Damaged _,
                                StoreFailure.Full _,
                                StoreFailure.Unavailable _ -> throw e;
                    });
        }
        return new Outcome(done, left, why);
    }

    private void take(Deed deed) {
        switch (deed) {
            case Deed.Flagged flagged -> flags(flagged);
            case Deed.Moved moved -> back(moved);
            case Deed.Copied copied -> expunge(copied.to(), copied.uids());
            case Deed.Restored restored -> expunge(restored.place(), restored.uids());
            case Deed.Deleted deleted -> {
                if (own(deleted.place()).isEmpty()
                        && named(deleted.place().name()).isEmpty()) {
                    folder(deleted.place().name());
                }
                restore(deleted.place(), deleted.uids(), deleted.modSeqs());
            }
            case Deed.Hidden hidden -> hide(hidden);
            case Deed.FolderCreated created -> remove(created.place());
            case Deed.FolderRenamed renamed -> rename(renamed);
            case Deed.FolderDeleted deleted -> recreate(deleted);
        }
    }

    // ---- messages ----

    /// Those whose flags are as the entry left them get back what they had, and keep what has nothing to do
    /// with it.
    private void flags(Deed.Flagged deed) {
        Optional<Mailbox> mailbox = own(deed.place());
        if (mailbox.isEmpty()) {
            leave(deed.messages(), Why.NO_FOLDER);
            return;
        }
        MailboxSnapshot now = store.snapshot(mailbox.get().id());
        Map<Flags, UidSet.Builder> wanted = new LinkedHashMap<>();
        for (Deed.Run run : deed.runs()) {
            for (long uid : (Iterable<Long>) run.uids().stream().boxed()::iterator) {
                int index = now.indexOf(uid);
                if (index < 0) {
                    leave(1, Why.MOVED_ON);
                    continue;
                }
                Flags flags = now.flags(index);
                if (!flags.without(run.set()).with(run.cleared()).equals(flags)
                        && flags.with(run.set()).without(run.cleared()).equals(flags)) {
                    wanted.computeIfAbsent(flags.without(run.set()).with(run.cleared()), _ -> new UidSet.Builder())
                            .add(uid);
                } else {
                    leave(1, Why.CHANGED);
                }
            }
        }
        OptionalLong unchangedSince = OptionalLong.of(now.highestModSeq());
        wanted.forEach((flags, uids) -> inSteps(uids.build(), step -> {
            FlagsChanged changed = store.changeFlags(
                    now.mailbox(), step, new FlagChange(FlagChange.Mode.REPLACE, flags), unchangedSince);
            leave(step.size() - changed.changed().size(), Why.CHANGED);
            return changed.changed().size();
        }));
    }

    private void back(Deed.Moved deed) {
        Optional<Mailbox> there = own(deed.to());
        if (there.isEmpty() || deed.place().id().isEmpty()) {
            leave(deed.messages(), Why.NO_FOLDER);
            return;
        }
        UidSet present = present(there.get(), deed.uids());
        if (!present.isEmpty()) {
            MailboxId home = own(deed.place())
                    .or(() -> named(deed.place().name()))
                    .orElseGet(() -> folder(deed.place().name()))
                    .id();
            inSteps(present, step -> {
                Copied moved = store.move(there.get().id(), step, home);
                leave(step.size() - moved.target().size(), Why.MOVED_ON);
                return moved.target().size();
            });
        }
    }

    private void expunge(Place place, UidSet uids) {
        Optional<Mailbox> mailbox = own(place);
        if (mailbox.isEmpty()) {
            leave(uids.size(), Why.NO_FOLDER);
            return;
        }
        inSteps(
                present(mailbox.get(), uids),
                step -> store.expunge(mailbox.get().id(), step).uids().size());
    }

    private void hide(Deed.Hidden deed) {
        Optional<Mailbox> mailbox = own(deed.place());
        if (mailbox.isEmpty()) {
            leave(deed.messages(), Why.NO_FOLDER);
            return;
        }
        MailboxId id = mailbox.get().id();
        inSteps(present(mailbox.get(), deed.uids()), step -> {
            if (deed.hidden()) {
                store.showToPop(id, step);
            } else {
                store.hideFromPop(id, step);
            }
            return step.size();
        });
    }

    /// Out of history.
    private void restore(Place from, UidSet uids, List<Long> modSeqs) {
        if (from.id().isEmpty()) {
            leave(uids.size(), Why.NO_FOLDER);
            return;
        }
        List<Departed> step = new ArrayList<>();
        long waiting = 0;
        long found = 0;
        for (long modSeq : modSeqs) {
            long after = 0;
            List<Remembered> page;
            do {
                page = store.expunged(account(), from.id().get(), modSeq, after, PAGE);
                if (!page.isEmpty()) {
                    UidSet.Builder left = new UidSet.Builder();
                    page.forEach(one -> left.add(one.uid()));
                    step.add(new Departed(from.id().get(), modSeq, left.build()));
                    after = page.getLast().uid();
                    found += page.size();
                    waiting += page.size();
                }
                if (waiting >= STEP) {
                    restore(step, waiting);
                    step.clear();
                    waiting = 0;
                }
            } while (page.size() == PAGE);
        }
        restore(step, waiting);
        leave(uids.size() - found, Why.FORGOTTEN);
    }

    private void restore(List<Departed> step, long messages) {
        if (messages > 0) {
            int back = store.restore(account(), step).size();
            leave(messages - back, Why.FORGOTTEN);
            count(back);
        }
    }

    // ---- folders ----

    /// One that was made and is empty.
    private void remove(Place folder) {
        Optional<Mailbox> mailbox = own(folder);
        if (mailbox.isEmpty()) {
            why.add(Why.NO_FOLDER);
            return;
        }
        MailboxName name = mailbox.get().name();
        if (store.snapshot(mailbox.get().id()).count() > 0
                || !mailbox.get().uses().isEmpty()) {
            why.add(Why.IN_USE);
            return;
        }
        store.delete(account(), name);
        if (mailbox.get().subscribed()) {
            store.subscribe(account(), name, false);
        }
        count(1);
    }

    private void rename(Deed.FolderRenamed deed) {
        Optional<Mailbox> mailbox = own(deed.place());
        if (mailbox.isEmpty() || !mailbox.get().name().equals(deed.place().name())) {
            why.add(Why.NO_FOLDER);
            return;
        }
        MailboxName now = mailbox.get().name();
        SortedSet<MailboxName> subscribed = store.subscriptions(account());
        store.rename(account(), now, deed.from());
        if (subscribed.contains(now)) {
            store.subscribe(account(), deed.from(), true);
            store.subscribe(account(), now, false);
        }
        count(1);
    }

    /// With its messages; into the folder that has its name now, if there is one.
    private void recreate(Deed.FolderDeleted deed) {
        MailboxName name = deed.place().name();
        if (named(name).isEmpty()) {
            store.create(account(), name, deed.uses());
            count(1);
        }
        if (deed.subscribed()) {
            store.subscribe(account(), name, true);
        }
        restore(deed.place(), deed.uids(), deed.uids().isEmpty() ? List.of() : List.of(deed.modSeq()));
    }

    /// One that is needed and is not there any more.
    private Mailbox folder(MailboxName name) {
        Mailbox made = store.create(account(), name, Set.of());
        store.subscribe(account(), name, true);
        return made;
    }

    // ---- words ----

    private AccountId account() {
        return entry.account();
    }

    /// The account's own, under whichever name.
    private Optional<Mailbox> own(Place place) {
        return store.mailboxes(account()).stream()
                .filter(mailbox -> place.id().filter(mailbox.id()::equals).isPresent())
                .findFirst();
    }

    private Optional<Mailbox> named(MailboxName name) {
        return store.mailbox(account(), name);
    }

    private UidSet present(Mailbox mailbox, UidSet uids) {
        MailboxSnapshot now = store.snapshot(mailbox.id());
        UidSet.Builder present = new UidSet.Builder();
        uids.stream().filter(uid -> now.indexOf(uid) >= 0).forEach(present::add);
        UidSet found = present.build();
        leave(uids.size() - found.size(), Why.MOVED_ON);
        return found;
    }

    private interface Step {
        /// @return how many messages it took back
        long take(UidSet uids);
    }

    private void inSteps(UidSet uids, Step step) {
        UidSet.Builder some = new UidSet.Builder();
        int collected = 0;
        for (long uid : (Iterable<Long>) uids.stream().boxed()::iterator) {
            some.add(uid);
            if (++collected == STEP) {
                count(step.take(some.build()));
                some = new UidSet.Builder();
                collected = 0;
            }
        }
        if (collected > 0) {
            count(step.take(some.build()));
        }
    }

    private void count(long more) {
        done += more;
        progress.accept(done);
    }

    private void leave(long messages, Why reason) {
        if (messages > 0) {
            left += messages;
            why.add(reason);
        }
    }
}
