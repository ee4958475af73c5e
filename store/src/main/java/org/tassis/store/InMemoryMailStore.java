package org.tassis.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.SpecialUse;
import org.tassis.core.UidSet;
import org.tassis.message.MessageContent;
import org.tassis.store.InMemoryAccount.Box;
import org.tassis.store.InMemoryAccount.Past;
import org.tassis.store.InMemoryTransfers.Incoming;
import org.tassis.store.journal.Deed;
import org.tassis.store.journal.Journal;
import org.tassis.store.journal.Place;

/// The reference store: simple, correct, one lock, everything in memory; for tests and as the model of the
/// others. Each method first works out everything that can be refused, then changes what it has to, so that
/// a refusal leaves no trace. The whole port is in this one file, as it is meant to be read beside the port.
public final class InMemoryMailStore implements MailStore {
    private final ReentrantLock lock = new ReentrantLock();
    private final InstantSource clock;
    private final ChangeFeed feed = new ChangeFeed();
    private final InMemoryJournal journal = new InMemoryJournal();
    private final InMemoryContents contents = new InMemoryContents();
    private final InMemoryFolders folders;
    private final InMemoryTransfers transfers;
    private volatile TextIndex textIndex = TextIndex.NONE;
    private boolean closed;

    /// @param quotas asked at every write; must not call the store
    public InMemoryMailStore(Function<AccountId, Quota> quotas, InstantSource clock) {
        this.clock = clock;
        folders = new InMemoryFolders(quotas, clock);
        transfers = new InMemoryTransfers(folders, contents, journal, feed, clock);
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            if (closed) {
                throw new StoreException(new StoreFailure.Unavailable());
            }
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private void lockedRun(Runnable work) {
        locked(() -> {
            work.run();
            return true;
        });
    }

    // ---- mailboxes ----

    @Override
    public List<Mailbox> mailboxes(AccountId account) {
        return locked(() -> folders.holder(account).boxes.values().stream()
                .map(Box::described)
                .toList());
    }

    @Override
    public Optional<Mailbox> mailbox(AccountId account, MailboxName name) {
        return locked(() ->
                Optional.ofNullable(folders.holder(account).boxes.get(name)).map(Box::described));
    }

    @Override
    public Mailbox create(AccountId account, MailboxName name, Set<SpecialUse> uses) {
        return locked(() -> {
            InMemoryAccount holder = folders.holder(account);
            for (MailboxName missing : MailboxRules.toCreate(holder.boxes.keySet(), name)) {
                folders.add(holder, missing, missing.equals(name) ? Set.copyOf(uses) : Set.of());
                note(holder.named(missing), Deed.FolderCreated::new);
            }
            feed.publish(new Change.MailboxesChanged(account));
            return holder.named(name).described();
        });
    }

    @Override
    public void rename(AccountId account, MailboxName from, MailboxName to) {
        lockedRun(() -> {
            InMemoryAccount holder = folders.holder(account);
            MailboxRules.Rename plan = MailboxRules.toRename(holder.boxes.navigableKeySet(), from, to);
            plan.create().forEach(name -> {
                folders.add(holder, name, Set.of());
                note(holder.named(name), Deed.FolderCreated::new);
            });
            Map<MailboxName, Box> moved = new TreeMap<>();
            plan.renames().forEach((was, is) -> {
                Box box = holder.named(was);
                holder.boxes.remove(was);
                box.name = is;
                moved.put(is, box);
            });
            holder.boxes.putAll(moved);
            feed.publish(new Change.MailboxesChanged(account));
            plan.tops().forEach((was, is) -> note(holder.named(is), place -> new Deed.FolderRenamed(place, was)));
            if (plan.inbox()) {
                Box inbox = holder.named(from);
                transfers.moveAll(inbox, inbox.now.uids(), holder.named(to));
            }
        });
    }

    @Override
    public Expunged delete(AccountId account, MailboxName name) {
        return locked(() -> {
            InMemoryAccount holder = folders.holder(account);
            MailboxRules.checkDelete(holder.boxes.keySet(), name);
            Box box = holder.named(name);
            UidSet uids = box.now.uids();
            long modSeq = transfers.remember(box, uids);
            boolean subscribed = holder.subscriptions.contains(name);
            note(box, place -> new Deed.FolderDeleted(place, box.uses, subscribed, uids, modSeq));
            holder.boxes.remove(name);
            folders.forget(box);
            feed.publish(new Change.MailboxesChanged(account));
            return new Expunged(uids, modSeq);
        });
    }

    @Override
    public void subscribe(AccountId account, MailboxName name, boolean subscribed) {
        lockedRun(() -> {
            SortedSet<MailboxName> names = folders.holder(account).subscriptions;
            if (subscribed && !names.contains(name)) {
                MailboxRules.checkSubscriptions(names.size() + 1);
            }
            if (subscribed ? names.add(name) : names.remove(name)) {
                feed.publish(new Change.MailboxesChanged(account));
            }
        });
    }

    @Override
    public SortedSet<MailboxName> subscriptions(AccountId account) {
        return locked(() -> new TreeSet<>(folders.holder(account).subscriptions));
    }

    @Override
    public Usage usage(AccountId account) {
        return locked(() -> folders.usage(folders.holder(account)));
    }

    // ---- reading ----

    @Override
    public MailboxSnapshot snapshot(MailboxId mailbox) {
        return locked(() -> folders.box(mailbox).now);
    }

    @Override
    public MailboxSnapshot tail(MailboxId mailbox, long fromUid, int limit) {
        return locked(() -> folders.box(mailbox).now.tail(fromUid, limit));
    }

    @Override
    public List<MailboxMark> marks(long after, int limit) {
        return locked(() -> folders.all().stream()
                .filter(box -> box.id.value() > after)
                .sorted(Comparator.comparingLong(box -> box.id.value()))
                .limit(limit)
                .map(box -> new MailboxMark(box.holder.id, box.id, box.now.uidNext(), box.now.highestModSeq()))
                .toList());
    }

    @Override
    public TextIndex textIndex() {
        return textIndex;
    }

    @Override
    public void searchWith(TextIndex index) {
        textIndex = index;
    }

    @Override
    public StoredMessage message(MailboxSnapshot snapshot, int index) {
        return contents.message(snapshot.contentId(index).value(), snapshot.size(index));
    }

    @Override
    public void orderKeys(MailboxSnapshot snapshot, int[] indexes, OrderVisitor visitor) {
        for (int index : indexes) {
            visitor.visit(index, OrderKeys.ifReadable(snapshot.contentId(index), message(snapshot, index)));
        }
    }

    @Override
    public StoredMessage message(AccountId account, Remembered entry) {
        return locked(() -> {
            Past past = folders.holder(account).history.get(entry.id().value());
            if (past == null) {
                throw new StoreException(new StoreFailure.Gone());
            }
            return contents.message(past.row().contentId(), past.row().size());
        });
    }

    @Override
    public UidSet vanishedSince(MailboxId mailbox, long modSeq) {
        return locked(() -> {
            Box box = folders.box(mailbox);
            if (modSeq < box.forgottenModSeq) {
                return box.now.absent();
            }
            UidSet.Builder vanished = new UidSet.Builder();
            for (int i = box.gaps.size() - 1; i >= 0 && box.gaps.get(i).modSeq() > modSeq; i--) {
                vanished.add(box.gaps.get(i).uids());
            }
            return vanished.build();
        });
    }

    // ---- writing ----

    @Override
    public List<Appended> deliver(MessageContent content, Instant internalDate, List<Destination> destinations) {
        if (destinations.isEmpty()) {
            return List.of();
        }
        InMemoryContents.Content octets = InMemoryContents.read(content);
        return locked(() -> {
            Map<MailboxId, List<Flags>> byMailbox = new LinkedHashMap<>();
            Map<InMemoryAccount, Integer> byInMemoryAccount = new LinkedHashMap<>();
            for (Destination destination : destinations) {
                byMailbox
                        .computeIfAbsent(destination.mailbox(), _ -> new ArrayList<>())
                        .add(destination.flags());
                byInMemoryAccount.merge(folders.box(destination.mailbox()).holder, 1, Integer::sum);
            }
            byMailbox.forEach((mailbox, flags) -> InMemoryTransfers.keywordsWith(folders.box(mailbox), flags));
            byInMemoryAccount.forEach(
                    (holder, times) -> transfers.checkQuota(holder, times * (long) octets.octets().length, times));
            long contentId = contents.keep(octets);
            List<Appended> appended = new ArrayList<>();
            for (Destination destination : destinations) {
                Incoming one = transfers.fresh(destination.flags(), octets, internalDate, contentId);
                appended.addAll(
                        transfers.add(folders.box(destination.mailbox()), List.of(one), new Change.Origin.Delivered()));
            }
            return appended;
        });
    }

    @Override
    public List<Appended> append(MailboxId mailbox, List<NewMessage> messages) {
        List<InMemoryContents.Content> octets =
                messages.stream().map(m -> InMemoryContents.read(m.content())).toList();
        return locked(() -> {
            Box box = folders.box(mailbox);
            InMemoryTransfers.keywordsWith(
                    box, messages.stream().map(NewMessage::flags).toList());
            transfers.checkQuota(
                    box.holder,
                    octets.stream().mapToLong(c -> c.octets().length).sum(),
                    messages.size());
            List<Incoming> incoming = new ArrayList<>();
            for (int i = 0; i < messages.size(); i++) {
                NewMessage message = messages.get(i);
                InMemoryContents.Content content = octets.get(i);
                incoming.add(transfers.fresh(message.flags(), content, message.internalDate(), contents.keep(content)));
            }
            return transfers.add(box, incoming, new Change.Origin.Appended());
        });
    }

    @Override
    public FlagsChanged changeFlags(MailboxId mailbox, UidSet uids, FlagChange change, OptionalLong unchangedSince) {
        return locked(() -> {
            Box box = folders.box(mailbox);
            KeywordTable keywords = change.mode() == FlagChange.Mode.REMOVE
                    ? box.now.keywordTable()
                    : box.now.keywordTable().with(change.flags());
            ChunkedSnapshot.Reflagging done = box.now
                    .withKeywords(keywords)
                    .reflagged(
                            uids,
                            FlagMask.of(change, keywords),
                            unchangedSince.orElse(Long.MAX_VALUE),
                            box.nextModSeq());
            if (!done.changed().isEmpty()) {
                List<Deed.Run> runs = FlagRuns.of(box.now, done);
                note(box, place -> new Deed.Flagged(place, runs));
                box.now = done.after();
                feed.publish(new Change.Reflagged(box.holder.id, mailbox, done.changed(), box.now.highestModSeq()));
            }
            return new FlagsChanged(done.changed(), done.modified(), box.now.highestModSeq());
        });
    }

    @Override
    public Replaced replace(MailboxId from, long uid, MailboxId to, NewMessage message) {
        InMemoryContents.Content content = InMemoryContents.read(message.content());
        return locked(() -> {
            Box source = folders.box(from);
            Box target = folders.box(to);
            UidSet old = source.now.present(UidSet.of(uid, uid));
            if (old.isEmpty()) {
                throw new StoreException(new StoreFailure.Gone());
            }
            InMemoryTransfers.keywordsWith(target, List.of(message.flags()));
            Usage now = folders.usage(target.holder);
            Usage then = source.holder == target.holder ? now.without(source.now.size(source.now.indexOf(uid))) : now;
            if (!then.admits(content.octets().length, 1)) {
                throw new StoreException(new StoreFailure.OverQuota(target.holder.id));
            }
            long modSeq = transfers.remember(source, old);
            note(source, place -> new Deed.Deleted(place, old, List.of(modSeq)));
            Incoming incoming =
                    transfers.fresh(message.flags(), content, message.internalDate(), contents.keep(content));
            return new Replaced(
                    transfers
                            .add(target, List.of(incoming), new Change.Origin.Appended())
                            .getFirst(),
                    new Expunged(old, modSeq));
        });
    }

    @Override
    public Expunged expunge(MailboxId mailbox, UidSet uids) {
        return locked(() -> {
            Box box = folders.box(mailbox);
            UidSet present = box.now.present(uids);
            long modSeq = transfers.remember(box, present);
            note(box, place -> new Deed.Deleted(place, present, List.of(modSeq)));
            return new Expunged(present, modSeq);
        });
    }

    @Override
    public Copied copy(MailboxId from, UidSet uids, MailboxId to) {
        return locked(() -> {
            Box source = folders.box(from);
            Box target = folders.box(to);
            List<Long> sourceUids = new ArrayList<>();
            List<Flags> flags = new ArrayList<>();
            List<MessageRow> rows = new ArrayList<>();
            for (int index : source.now.indexes(uids)) {
                rows.add(source.now.row(index));
                flags.add(source.now.flags(index));
                sourceUids.add(source.now.uid(index));
            }
            InMemoryTransfers.keywordsWith(target, flags);
            transfers.checkQuota(
                    target.holder, rows.stream().mapToLong(MessageRow::size).sum(), rows.size());
            List<Incoming> incoming = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                incoming.add(transfers.copied(rows.get(i), flags.get(i)));
            }
            List<Long> there =
                    InMemoryTransfers.uidsOf(transfers.add(target, incoming, new Change.Origin.Copied(source.id)));
            journal.transferred(source, target, there, false, clock.instant());
            return new Copied(target.uidValidity, sourceUids, there);
        });
    }

    @Override
    public Copied move(MailboxId from, UidSet uids, MailboxId to) {
        return locked(() -> transfers.moveAll(folders.box(from), uids, folders.box(to)));
    }

    @Override
    public void hideFromPop(MailboxId mailbox, UidSet uids) {
        lockedRun(() -> mark(folders.box(mailbox), folders.box(mailbox).now.hiddenFromPop(uids), true));
    }

    @Override
    public void showToPop(MailboxId mailbox, UidSet uids) {
        lockedRun(() -> mark(folders.box(mailbox), folders.box(mailbox).now.shownToPop(uids), false));
    }

    private void mark(Box box, ChunkedSnapshot.Reflagging done, boolean hidden) {
        box.now = done.after();
        note(box, place -> new Deed.Hidden(place, done.changed(), hidden));
    }

    @Override
    public void noteFiles(MailboxId mailbox, UidSet with, UidSet without) {
        lockedRun(() -> {
            Box box = folders.box(mailbox);
            box.now = box.now
                    .filesNoted(with, true)
                    .after()
                    .filesNoted(without, false)
                    .after();
        });
    }

    @Override
    public UidSet claimRecent(MailboxId mailbox) {
        return locked(() -> {
            Box box = folders.box(mailbox);
            UidSet claimed = UidSet.between(box.recentFrom, box.now.uidNext());
            box.recentFrom = box.now.uidNext();
            return claimed;
        });
    }

    @Override
    public long recentFrom(MailboxId mailbox) {
        return locked(() -> folders.box(mailbox).recentFrom);
    }

    // ---- history ----

    @Override
    public Journal journal() {
        return journal;
    }

    private void note(Box box, Function<Place, Deed> deed) {
        journal.note(box.holder.id, deed.apply(Place.of(box.id, box.name)), clock.instant());
    }

    @Override
    public List<Remembered> history(AccountId account, int limit) {
        return locked(() -> new ArrayList<>(folders.holder(account).history.values())
                .reversed().stream().limit(limit).map(Past::remembered).toList());
    }

    @Override
    public List<RememberedMessage> expungedMessages(
            AccountId account, MailboxId mailbox, long modSeq, long after, int limit) {
        return locked(() -> folders.holder(account).history.values().stream()
                .filter(past -> past.from().equals(mailbox) && past.modSeq() == modSeq)
                .filter(past -> past.row().uid() > after)
                .sorted(Comparator.comparingLong(past -> past.row().uid()))
                .limit(limit)
                .map(past -> new RememberedMessage(
                        past.remembered(),
                        contents.message(past.row().contentId(), past.row().size())))
                .toList());
    }

    @Override
    public List<Appended> restore(AccountId account, List<Departed> messages) {
        return locked(() -> {
            InMemoryAccount holder = folders.holder(account);
            List<Past> chosen = new ArrayList<>(holder.history.values());
            chosen.removeIf(past -> messages.stream().noneMatch(past::isOf));
            chosen.sort(Comparator.comparing((Past past) -> past.from().value())
                    .thenComparing(past -> past.row().uid())
                    .thenComparing(past -> past.row().id()));
            Map<Box, List<Past>> byTarget = new LinkedHashMap<>();
            chosen.forEach(past -> byTarget.computeIfAbsent(folders.restoreTarget(holder, past), _ -> new ArrayList<>())
                    .add(past));
            byTarget.forEach((box, pasts) -> InMemoryTransfers.keywordsWith(
                    box, pasts.stream().map(Past::flags).toList()));
            transfers.checkQuota(
                    holder, chosen.stream().mapToLong(past -> past.row().size()).sum(), chosen.size());
            List<Appended> appended = new ArrayList<>();
            byTarget.forEach((box, pasts) -> {
                List<Appended> back = transfers.add(
                        box,
                        pasts.stream()
                                .map(past -> InMemoryTransfers.moving(past.row(), past.flagsBack(), 0))
                                .toList(),
                        new Change.Origin.Restored());
                note(
                        box,
                        place -> new Deed.Restored(
                                place,
                                UidSet.of(back.getFirst().uid(), back.getLast().uid())));
                appended.addAll(back);
            });
            chosen.forEach(past -> holder.history.remove(past.row().id()));
            return List.copyOf(appended);
        });
    }

    @Override
    public long forget(Instant before) {
        return locked(() -> {
            journal.forget(before);
            long forgotten = 0;
            for (InMemoryAccount holder : folders.holders()) {
                List<Past> old = holder.history.values().stream()
                        .filter(past -> past.at().isBefore(before))
                        .toList();
                for (Past past : old) {
                    holder.history.remove(past.row().id());
                    contents.release(past.row().contentId());
                }
                forgotten += old.size();
            }
            for (Box box : folders.all()) {
                while (!box.gaps.isEmpty() && box.gaps.getFirst().at().isBefore(before)) {
                    box.forgottenModSeq = box.gaps.removeFirst().modSeq();
                }
            }
            return forgotten;
        });
    }

    @Override
    public long purge(AccountId account) {
        return locked(() -> {
            Optional<InMemoryAccount> known = folders.known(account);
            if (known.isEmpty()) {
                return 0L;
            }
            InMemoryAccount holder = known.get();
            holder.boxes.values().forEach(box -> transfers.remember(box, box.now.uids()));
            holder.history.values().forEach(past -> contents.release(past.row().contentId()));
            folders.forget(holder);
            journal.purge(account);
            feed.publish(new Change.MailboxesChanged(account));
            return (long) holder.history.size();
        });
    }

    // ---- changes ----

    @Override
    public Subscription watch(AccountId account, Consumer<Change> listener) {
        return feed.watch(account, listener);
    }

    @Override
    public Subscription watchAll(Consumer<Change> listener) {
        return feed.watchAll(listener);
    }

    /// Forgets nothing; every later call is refused as {@link StoreFailure.Unavailable}.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}
