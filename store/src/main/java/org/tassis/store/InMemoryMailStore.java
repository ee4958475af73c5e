package org.tassis.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
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
import org.jspecify.annotations.Nullable;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.MessageId;
import org.tassis.core.Quota;
import org.tassis.core.SpecialUse;
import org.tassis.core.UidSet;
import org.tassis.message.MessageContent;
import org.tassis.store.InMemoryAccount.Box;
import org.tassis.store.InMemoryAccount.Gap;
import org.tassis.store.InMemoryAccount.Past;
import org.tassis.store.journal.Deed;
import org.tassis.store.journal.Journal;
import org.tassis.store.journal.Place;

/// The reference store: simple, correct, one lock, everything in memory; for tests and as the model of the
/// others. Each method first works out everything that can be refused, then changes what it has to, so that
/// a refusal leaves no trace. Nearly the whole port is in this one file, as it is meant to be read beside the
/// port.
public final class InMemoryMailStore implements MailStore {
    private final ReentrantLock lock = new ReentrantLock();
    private final Function<AccountId, Quota> quotas;
    private final InstantSource clock;
    private final ChangeFeed feed = new ChangeFeed();
    private final InMemoryJournal journal = new InMemoryJournal();
    private final Map<AccountId, InMemoryAccount> holders = new HashMap<>();
    private final Map<MailboxId, Box> boxes = new HashMap<>();

    private final InMemoryContents contents = new InMemoryContents();
    private volatile TextIndex textIndex = TextIndex.NONE;
    private long lastMailbox;
    private long lastMessage;
    private boolean closed;

    /// @param quotas asked at every write; must not call the store
    public InMemoryMailStore(Function<AccountId, Quota> quotas, InstantSource clock) {
        this.quotas = quotas;
        this.clock = clock;
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
        return locked(() ->
                holder(account).boxes.values().stream().map(this::described).toList());
    }

    @Override
    public Optional<Mailbox> mailbox(AccountId account, MailboxName name) {
        return locked(() -> Optional.ofNullable(holder(account).boxes.get(name)).map(this::described));
    }

    @Override
    public Mailbox create(AccountId account, MailboxName name, Set<SpecialUse> uses) {
        return locked(() -> {
            InMemoryAccount holder = holder(account);
            for (MailboxName missing : MailboxRules.toCreate(holder.boxes.keySet(), name)) {
                add(holder, missing, missing.equals(name) ? Set.copyOf(uses) : Set.of());
                note(named(holder, missing), Deed.FolderCreated::new);
            }
            feed.publish(new Change.MailboxesChanged(account));
            return described(named(holder, name));
        });
    }

    @Override
    public void rename(AccountId account, MailboxName from, MailboxName to) {
        lockedRun(() -> {
            InMemoryAccount holder = holder(account);
            MailboxRules.Rename plan = MailboxRules.toRename(holder.boxes.navigableKeySet(), from, to);
            plan.create().forEach(name -> {
                add(holder, name, Set.of());
                note(named(holder, name), Deed.FolderCreated::new);
            });
            Map<MailboxName, Box> moved = new TreeMap<>();
            plan.renames().forEach((was, is) -> {
                Box box = named(holder, was);
                holder.boxes.remove(was);
                box.name = is;
                moved.put(is, box);
            });
            holder.boxes.putAll(moved);
            feed.publish(new Change.MailboxesChanged(account));
            plan.tops().forEach((was, is) -> note(named(holder, is), place -> new Deed.FolderRenamed(place, was)));
            if (plan.inbox()) {
                Box inbox = named(holder, from);
                moveAll(inbox, inbox.now.uids(), named(holder, to));
            }
        });
    }

    @Override
    public Expunged delete(AccountId account, MailboxName name) {
        return locked(() -> {
            InMemoryAccount holder = holder(account);
            MailboxRules.checkDelete(holder.boxes.keySet(), name);
            Box box = named(holder, name);
            UidSet uids = box.now.uids();
            long modSeq = remember(box, uids);
            boolean subscribed = holder.subscriptions.contains(name);
            note(box, place -> new Deed.FolderDeleted(place, box.uses, subscribed, uids, modSeq));
            holder.boxes.remove(name);
            boxes.remove(box.id);
            feed.publish(new Change.MailboxesChanged(account));
            return new Expunged(uids, modSeq);
        });
    }

    @Override
    public void subscribe(AccountId account, MailboxName name, boolean subscribed) {
        lockedRun(() -> {
            SortedSet<MailboxName> names = holder(account).subscriptions;
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
        return locked(() -> new TreeSet<>(holder(account).subscriptions));
    }

    @Override
    public Usage usage(AccountId account) {
        return locked(() -> usage(holder(account)));
    }

    private Usage usage(InMemoryAccount holder) {
        return new Usage(holder.bytes, holder.messages, quotas.apply(holder.id));
    }

    private InMemoryAccount holder(AccountId account) {
        InMemoryAccount known = holders.get(account);
        if (known != null) {
            return known;
        }
        InMemoryAccount holder = new InMemoryAccount(account);
        holders.put(account, holder);
        for (MailboxRules.Default first : MailboxRules.DEFAULTS) {
            add(holder, first.name(), first.uses());
            holder.subscriptions.add(first.name());
        }
        return holder;
    }

    private void add(InMemoryAccount holder, MailboxName name, Set<SpecialUse> uses) {
        holder.lastUidValidity = MailboxRules.nextUidValidity(holder.lastUidValidity, clock.instant());
        Box box = new Box(new MailboxId(++lastMailbox), holder, name, holder.lastUidValidity, uses);
        holder.boxes.put(name, box);
        boxes.put(box.id, box);
    }

    private static Box named(InMemoryAccount holder, MailboxName name) {
        return existing(holder.boxes.get(name));
    }

    private Box box(MailboxId id) {
        return existing(boxes.get(id));
    }

    private static Box existing(@Nullable Box box) {
        if (box == null) {
            throw new StoreException(new StoreFailure.NoSuchMailbox());
        }
        return box;
    }

    private Mailbox described(Box box) {
        return new Mailbox(
                box.id,
                box.holder.id,
                box.name,
                box.uidValidity,
                box.uses,
                box.holder.subscriptions.contains(box.name));
    }

    // ---- reading ----

    @Override
    public MailboxSnapshot snapshot(MailboxId mailbox) {
        return locked(() -> box(mailbox).now);
    }

    @Override
    public MailboxSnapshot tail(MailboxId mailbox, long fromUid, int limit) {
        return locked(() -> box(mailbox).now.tail(fromUid, limit));
    }

    @Override
    public List<MailboxMark> marks(long after, int limit) {
        return locked(() -> boxes.values().stream()
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
            Past past = holder(account).history.get(entry.id().value());
            if (past == null) {
                throw new StoreException(new StoreFailure.Gone());
            }
            return contents.message(past.row().contentId(), past.row().size());
        });
    }

    @Override
    public UidSet vanishedSince(MailboxId mailbox, long modSeq) {
        return locked(() -> {
            Box box = box(mailbox);
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

    /// A message on its way into a mailbox.
    private record Incoming(
            Flags flags, long reserved, long size, long internalDate, long id, long contentId, int references) {}

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
                byInMemoryAccount.merge(box(destination.mailbox()).holder, 1, Integer::sum);
            }
            byMailbox.forEach((mailbox, flags) -> keywordsWith(box(mailbox), flags));
            byInMemoryAccount.forEach(
                    (holder, times) -> checkQuota(holder, times * (long) octets.octets().length, times));
            long contentId = contents.keep(octets);
            List<Appended> appended = new ArrayList<>();
            for (Destination destination : destinations) {
                Incoming one = fresh(destination.flags(), octets, internalDate, contentId);
                appended.addAll(add(box(destination.mailbox()), List.of(one), new Change.Origin.Delivered()));
            }
            return appended;
        });
    }

    @Override
    public List<Appended> append(MailboxId mailbox, List<NewMessage> messages) {
        List<InMemoryContents.Content> octets =
                messages.stream().map(m -> InMemoryContents.read(m.content())).toList();
        return locked(() -> {
            Box box = box(mailbox);
            keywordsWith(box, messages.stream().map(NewMessage::flags).toList());
            checkQuota(
                    box.holder,
                    octets.stream().mapToLong(c -> c.octets().length).sum(),
                    messages.size());
            List<Incoming> incoming = new ArrayList<>();
            for (int i = 0; i < messages.size(); i++) {
                NewMessage message = messages.get(i);
                InMemoryContents.Content content = octets.get(i);
                incoming.add(fresh(message.flags(), content, message.internalDate(), contents.keep(content)));
            }
            return add(box, incoming, new Change.Origin.Appended());
        });
    }

    private Incoming fresh(Flags flags, InMemoryContents.Content content, Instant internalDate, long contentId) {
        return new Incoming(
                flags,
                KeywordTable.files(content.structure().root().hasFiles()),
                content.octets().length,
                internalDate.getEpochSecond(),
                ++lastMessage,
                contentId,
                1);
    }

    private static KeywordTable keywordsWith(Box box, Collection<Flags> flags) {
        KeywordTable table = box.now.keywordTable();
        for (Flags more : flags) {
            table = table.with(more);
        }
        return table;
    }

    private void checkQuota(InMemoryAccount holder, long bytes, long messages) {
        if (messages > 0 && !usage(holder).admits(bytes, messages)) {
            throw new StoreException(new StoreFailure.OverQuota(holder.id));
        }
    }

    /// Puts messages into a mailbox; everything that can be refused was asked before.
    private List<Appended> add(Box box, List<Incoming> incoming, Change.Origin origin) {
        if (incoming.isEmpty()) {
            return List.of();
        }
        KeywordTable keywords =
                keywordsWith(box, incoming.stream().map(Incoming::flags).toList());
        long modSeq = box.nextModSeq();
        long uid = box.now.uidNext();
        long now = clock.instant().getEpochSecond();
        List<MessageRow> rows = new ArrayList<>();
        List<Appended> appended = new ArrayList<>();
        for (Incoming in : incoming) {
            long bits = keywords.bits(in.flags) | in.reserved;
            rows.add(new MessageRow(
                    uid, bits, modSeq, in.size, in.internalDate, now, in.id, in.contentId, in.contentId));
            appended.add(new Appended(box.id, box.uidValidity, uid, new MessageId(in.id)));
            contents.refer(in.contentId, in.references);
            box.holder.bytes += in.size;
            box.holder.messages++;
            uid++;
        }
        box.now = box.now.withKeywords(keywords).appended(rows);
        UidSet uids = UidSet.of(rows.getFirst().uid(), rows.getLast().uid());
        feed.publish(new Change.Arrived(box.holder.id, box.id, uids, modSeq, origin));
        return List.copyOf(appended);
    }

    /// Takes messages out of a mailbox, into nowhere yet.
    private List<MessageRow> remove(Box box, UidSet uids, long modSeq) {
        List<MessageRow> rows = new ArrayList<>();
        for (int index : box.now.indexes(uids)) {
            MessageRow row = box.now.row(index);
            rows.add(row);
            box.holder.bytes -= row.size();
            box.holder.messages--;
        }
        if (!rows.isEmpty()) {
            ChunkedSnapshot.Removal removal = box.now.expunged(uids, modSeq);
            box.now = removal.after();
            box.gaps.add(new Gap(removal.removed(), modSeq, clock.instant()));
            feed.publish(new Change.Vanished(box.holder.id, box.id, removal.removed(), modSeq));
        }
        return rows;
    }

    /// Takes messages out of a mailbox, into history.
    private long remember(Box box, UidSet uids) {
        long modSeq = box.nextModSeq();
        KeywordTable keywords = box.now.keywordTable();
        for (MessageRow row : remove(box, uids, modSeq)) {
            Past past = new Past(row, keywords.flags(row.storedBits()), box.id, box.name, modSeq, clock.instant());
            box.holder.history.put(row.id(), past);
        }
        return box.now.highestModSeq();
    }

    @Override
    public FlagsChanged changeFlags(MailboxId mailbox, UidSet uids, FlagChange change, OptionalLong unchangedSince) {
        return locked(() -> {
            Box box = box(mailbox);
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
            Box source = box(from);
            Box target = box(to);
            UidSet old = source.now.present(UidSet.of(uid, uid));
            if (old.isEmpty()) {
                throw new StoreException(new StoreFailure.Gone());
            }
            keywordsWith(target, List.of(message.flags()));
            Usage now = usage(target.holder);
            Usage then = source.holder == target.holder ? now.without(source.now.size(source.now.indexOf(uid))) : now;
            if (!then.admits(content.octets().length, 1)) {
                throw new StoreException(new StoreFailure.OverQuota(target.holder.id));
            }
            long modSeq = remember(source, old);
            note(source, place -> new Deed.Deleted(place, old, List.of(modSeq)));
            Incoming incoming = fresh(message.flags(), content, message.internalDate(), contents.keep(content));
            return new Replaced(
                    add(target, List.of(incoming), new Change.Origin.Appended()).getFirst(), new Expunged(old, modSeq));
        });
    }

    @Override
    public Expunged expunge(MailboxId mailbox, UidSet uids) {
        return locked(() -> {
            Box box = box(mailbox);
            UidSet present = box.now.present(uids);
            long modSeq = remember(box, present);
            note(box, place -> new Deed.Deleted(place, present, List.of(modSeq)));
            return new Expunged(present, modSeq);
        });
    }

    @Override
    public Copied copy(MailboxId from, UidSet uids, MailboxId to) {
        return locked(() -> {
            Box source = box(from);
            Box target = box(to);
            List<Long> sourceUids = new ArrayList<>();
            List<Flags> flags = new ArrayList<>();
            List<MessageRow> rows = new ArrayList<>();
            for (int index : source.now.indexes(uids)) {
                rows.add(source.now.row(index));
                flags.add(source.now.flags(index));
                sourceUids.add(source.now.uid(index));
            }
            keywordsWith(target, flags);
            checkQuota(target.holder, rows.stream().mapToLong(MessageRow::size).sum(), rows.size());
            List<Incoming> incoming = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                MessageRow row = rows.get(i);
                incoming.add(new Incoming(
                        flags.get(i),
                        row.storedBits() & KeywordTable.RESERVED_BITS & ~KeywordTable.HIDDEN_FROM_POP,
                        row.size(),
                        row.internalDate(),
                        ++lastMessage,
                        row.contentId(),
                        1));
            }
            List<Long> there = uidsOf(add(target, incoming, new Change.Origin.Copied(source.id)));
            journal.transferred(source, target, there, false, clock.instant());
            return new Copied(target.uidValidity, sourceUids, there);
        });
    }

    @Override
    public Copied move(MailboxId from, UidSet uids, MailboxId to) {
        return locked(() -> moveAll(box(from), uids, box(to)));
    }

    private Copied moveAll(Box source, UidSet uids, Box target) {
        List<Incoming> incoming = new ArrayList<>();
        List<Long> sourceUids = new ArrayList<>();
        for (int index : source.now.indexes(uids)) {
            MessageRow row = source.now.row(index);
            incoming.add(moving(row, source.now.flags(index), 0));
            sourceUids.add(row.uid());
        }
        keywordsWith(target, incoming.stream().map(Incoming::flags).toList());
        if (source.holder != target.holder) {
            checkQuota(
                    target.holder, incoming.stream().mapToLong(Incoming::size).sum(), incoming.size());
        }
        remove(source, uids, source.nextModSeq());
        List<Long> there = uidsOf(add(target, incoming, new Change.Origin.Copied(source.id)));
        journal.transferred(source, target, there, true, clock.instant());
        return new Copied(target.uidValidity, sourceUids, there);
    }

    /// The same message in another place.
    private static Incoming moving(MessageRow row, Flags flags, int references) {
        return new Incoming(
                flags,
                row.storedBits() & KeywordTable.RESERVED_BITS,
                row.size(),
                row.internalDate(),
                row.id(),
                row.contentId(),
                references);
    }

    private static List<Long> uidsOf(List<Appended> appended) {
        return appended.stream().map(Appended::uid).toList();
    }

    @Override
    public void hideFromPop(MailboxId mailbox, UidSet uids) {
        lockedRun(() -> mark(box(mailbox), box(mailbox).now.hiddenFromPop(uids), true));
    }

    @Override
    public void showToPop(MailboxId mailbox, UidSet uids) {
        lockedRun(() -> mark(box(mailbox), box(mailbox).now.shownToPop(uids), false));
    }

    private void mark(Box box, ChunkedSnapshot.Reflagging done, boolean hidden) {
        box.now = done.after();
        note(box, place -> new Deed.Hidden(place, done.changed(), hidden));
    }

    @Override
    public void noteFiles(MailboxId mailbox, UidSet with, UidSet without) {
        lockedRun(() -> {
            Box box = box(mailbox);
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
            Box box = box(mailbox);
            UidSet claimed = UidSet.between(box.recentFrom, box.now.uidNext());
            box.recentFrom = box.now.uidNext();
            return claimed;
        });
    }

    @Override
    public long recentFrom(MailboxId mailbox) {
        return locked(() -> box(mailbox).recentFrom);
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
        return locked(() -> new ArrayList<>(holder(account).history.values())
                .reversed().stream().limit(limit).map(Past::remembered).toList());
    }

    @Override
    public List<Remembered> expunged(AccountId account, MailboxId mailbox, long modSeq, long after, int limit) {
        return locked(() -> holder(account).history.values().stream()
                .filter(past -> past.from().equals(mailbox) && past.modSeq() == modSeq)
                .filter(past -> past.row().uid() > after)
                .sorted(Comparator.comparingLong(past -> past.row().uid()))
                .limit(limit)
                .map(Past::remembered)
                .toList());
    }

    @Override
    public List<Appended> restore(AccountId account, List<Departed> messages) {
        return locked(() -> {
            InMemoryAccount holder = holder(account);
            List<Past> chosen = new ArrayList<>(holder.history.values());
            chosen.removeIf(past -> messages.stream().noneMatch(past::isOf));
            chosen.sort(Comparator.comparing((Past past) -> past.from().value())
                    .thenComparing(past -> past.row().uid())
                    .thenComparing(past -> past.row().id()));
            Map<Box, List<Past>> byTarget = new LinkedHashMap<>();
            chosen.forEach(past -> byTarget.computeIfAbsent(restoreTarget(holder, past), _ -> new ArrayList<>())
                    .add(past));
            byTarget.forEach((box, pasts) ->
                    keywordsWith(box, pasts.stream().map(Past::flags).toList()));
            checkQuota(
                    holder, chosen.stream().mapToLong(past -> past.row().size()).sum(), chosen.size());
            List<Appended> appended = new ArrayList<>();
            byTarget.forEach((box, pasts) -> {
                List<Appended> back = add(
                        box,
                        pasts.stream()
                                .map(past -> moving(past.row(), past.flagsBack(), 0))
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

    private Box restoreTarget(InMemoryAccount holder, Past past) {
        Box home = boxes.get(past.from());
        if (home == null) {
            home = holder.boxes.get(past.name());
        }
        return home == null ? named(holder, MailboxName.INBOX) : home;
    }

    @Override
    public long forget(Instant before) {
        return locked(() -> {
            journal.forget(before);
            long forgotten = 0;
            for (InMemoryAccount holder : holders.values()) {
                List<Past> old = holder.history.values().stream()
                        .filter(past -> past.at().isBefore(before))
                        .toList();
                for (Past past : old) {
                    holder.history.remove(past.row().id());
                    contents.release(past.row().contentId());
                }
                forgotten += old.size();
            }
            for (Box box : boxes.values()) {
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
            InMemoryAccount holder = holders.get(account);
            if (holder == null) {
                return 0L;
            }
            for (Box box : holder.boxes.values()) {
                remember(box, box.now.uids());
                boxes.remove(box.id);
            }
            holder.history.values().forEach(past -> contents.release(past.row().contentId()));
            holders.remove(account);
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
