package org.tassis.sql;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.SpecialUse;
import org.tassis.core.UidSet;
import org.tassis.mailflow.queue.QueueStore;
import org.tassis.message.MessageContent;
import org.tassis.message.StructureCodec;
import org.tassis.sql.volume.NewRecord;
import org.tassis.sql.volume.VolumeWriter;
import org.tassis.sql.volume.Volumes;
import org.tassis.store.Appended;
import org.tassis.store.Change;
import org.tassis.store.ChangeFeed;
import org.tassis.store.ChunkedSnapshot;
import org.tassis.store.Copied;
import org.tassis.store.Departed;
import org.tassis.store.Destination;
import org.tassis.store.Expunged;
import org.tassis.store.FlagChange;
import org.tassis.store.FlagsChanged;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxMark;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.OrderVisitor;
import org.tassis.store.Remembered;
import org.tassis.store.RememberedMessage;
import org.tassis.store.Replaced;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.StoredMessage;
import org.tassis.store.Subscription;
import org.tassis.store.TextIndex;
import org.tassis.store.Usage;
import org.tassis.store.journal.Journal;

/// The mail store on a database and message volumes. Reads are served from memory and from volumes; every
/// change goes through the one {@link Committer}. One process uses a database and its volumes at a time.
public final class SqlMailStore implements MailStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqlMailStore.class);

    private final LockKeeper lock;
    private final Volumes volumes;
    private final VolumeWriter writer;
    private final Function<AccountId, Quota> quotas;
    private final Loader loader = new Loader();
    private final ChangeFeed feed = new ChangeFeed();
    private final Records records;
    private final OrderUpkeep order;
    private final Committer committer;
    private final Reader reader;
    private final Views views;
    private final HistoryReads history;
    private final SqlJournal journal;
    private final SqlQueue queue;
    private final SpaceUpkeep space;
    private volatile TextIndex textIndex = TextIndex.NONE;
    private final ScheduledExecutorService maintenance;

    private SqlMailStore(
            Database database,
            StoreLock lock,
            Volumes volumes,
            VolumeWriter writer,
            Function<AccountId, Quota> quotas,
            InstantSource clock,
            MeterRegistry meters,
            SqlStoreSettings settings) {
        this.volumes = volumes;
        this.writer = writer;
        this.quotas = quotas;
        Memory memory = new Memory(settings.cachedMessages(), settings.cachedAccounts());
        InFlight inFlight = new InFlight();
        this.committer = new Committer(database, volumes, writer, memory, inFlight, feed, clock, settings, meters);
        this.reader = new Reader(database, inFlight, committer);
        this.views = new Views(memory, loader, reader, committer);
        this.history = new HistoryReads(reader);
        this.journal = new SqlJournal(reader, committer);
        this.records = new Records(volumes, reader, memory);
        this.order = new OrderUpkeep(this, new OrderRows(database, records));
        this.queue = new SqlQueue(committer, reader, records, volumes, this::delivery);
        this.space = new SpaceUpkeep(reader, volumes, committer, settings.deadShare());
        this.maintenance = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("store-maintenance").daemon().factory());
        this.lock = new LockKeeper(lock, committer::close);
        if (database.dialect() != Dialect.DERBY) {
            this.lock.start();
        }
        if (!settings.maintenance().isZero()) {
            long millis = settings.maintenance().toMillis();
            maintenance.scheduleWithFixedDelay(space::maintain, millis, millis, TimeUnit.MILLISECONDS);
            order.start(feed, maintenance, committer::isClosed);
        }
    }

    /// Opens the store. Octets behind the last committed record of the active volume, left by a crash, are
    /// cut off.
    ///
    /// @param directory of the volumes, created when it is not there; held by this process alone
    /// @param database  stays open when the store is closed
    /// @param quotas    asked at every write that adds octets, by the thread that brings them
    /// @throws IllegalStateException when another process has a store in this database
    /// @throws UncheckedIOException when the volumes cannot be used
    /// @throws StoreException Unavailable, when the database cannot be used
    public static SqlMailStore open(
            Path directory,
            Database database,
            Function<AccountId, Quota> quotas,
            InstantSource clock,
            MeterRegistry meters,
            SqlStoreSettings settings) {
        try {
            StoreLock lock = StoreLock.take(database);
            try {
                Volumes volumes = new Volumes(directory, settings.volumes(), settings.files());
                VolumeWriter writer = new VolumeWriter(volumes);
                resume(database, writer);
                return new SqlMailStore(database, lock, volumes, writer, quotas, clock, meters, settings);
            } catch (IOException | SQLException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the volumes in " + directory + ": " + e.getMessage(), e);
        } catch (SQLException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
    }

    private static void resume(Database database, VolumeWriter writer) throws IOException, SQLException {
        try (Connection connection = database.connection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT number, used FROM store_volume WHERE sealed = 0 ORDER BY number DESC");
                PreparedStatement seal =
                        connection.prepareStatement("UPDATE store_volume SET sealed = 1 WHERE number = ?");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                long number = row.getLong(1);
                if (writer.number() == 0) {
                    if (writer.resume(number, row.getLong(2))) {
                        continue;
                    }
                    LOG.error("Volume {} is missing or shorter than what was committed to it: run the doctor", number);
                }
                seal.setLong(1, number);
                seal.executeUpdate();
            }
        }
    }

    /// The queue of mail that is to leave, in the same database and volumes.
    public QueueStore queue() {
        return queue;
    }

    // ---- mailboxes ----

    @Override
    public List<Mailbox> mailboxes(AccountId account) {
        AccountState state = views.account(account);
        List<Mailbox> mailboxes = new ArrayList<>(state.boxes().size());
        state.boxes().forEach((name, box) -> mailboxes.add(state.described(name, box)));
        return mailboxes;
    }

    @Override
    public Optional<Mailbox> mailbox(AccountId account, MailboxName name) {
        AccountState state = views.account(account);
        return Optional.ofNullable(state.boxes().get(name)).map(box -> state.described(name, box));
    }

    @Override
    public Mailbox create(AccountId account, MailboxName name, Set<SpecialUse> uses) {
        return committer.submit(new MailboxWrites.Create(account, name, Set.copyOf(uses)));
    }

    @Override
    public void rename(AccountId account, MailboxName from, MailboxName to) {
        AccountState state = views.account(account);
        if (from.isInbox()) {
            views.warm(state, from);
        }
        committer.submit(new MailboxWrites.Rename(account, from, to));
    }

    @Override
    public Expunged delete(AccountId account, MailboxName name) {
        views.warm(views.account(account), name);
        return committer.submit(new MailboxWrites.Delete(account, name));
    }

    @Override
    public void subscribe(AccountId account, MailboxName name, boolean subscribed) {
        committer.submit(new MailboxWrites.Subscribe(account, name, subscribed));
    }

    @Override
    public SortedSet<MailboxName> subscriptions(AccountId account) {
        return views.account(account).subscriptions();
    }

    @Override
    public Usage usage(AccountId account) {
        AccountState state = views.account(account);
        return new Usage(state.bytes(), state.messages(), quotas.apply(account));
    }

    // ---- reading ----

    @Override
    public MailboxSnapshot snapshot(MailboxId mailbox) {
        return views.snapshot(mailbox);
    }

    @Override
    public MailboxSnapshot tail(MailboxId mailbox, long fromUid, int limit) {
        return views.tail(mailbox, fromUid, limit);
    }

    @Override
    public List<MailboxMark> marks(long after, int limit) {
        return reader.readNow(connection -> loader.marks(connection, after, limit));
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
        return records.message(own(snapshot), index);
    }

    @Override
    public void orderKeys(MailboxSnapshot snapshot, int[] indexes, OrderVisitor visitor) {
        order.rows().each(own(snapshot), indexes, visitor);
    }

    private static ChunkedSnapshot own(MailboxSnapshot snapshot) {
        if (snapshot instanceof ChunkedSnapshot view) {
            return view;
        }
        throw new IllegalArgumentException("not a snapshot of this store");
    }

    @Override
    public UidSet vanishedSince(MailboxId mailbox, long modSeq) {
        return views.vanishedSince(mailbox, modSeq);
    }

    // ---- writing ----

    @Override
    public List<Appended> deliver(MessageContent content, Instant internalDate, List<Destination> destinations) {
        return destinations.isEmpty() ? List.of() : committer.submit(delivery(content, internalDate, destinations));
    }

    private MessageWrites.Deliver delivery(
            MessageContent content, Instant internalDate, List<Destination> destinations) {
        Map<Long, Quota> allowed = new HashMap<>();
        for (Destination destination : destinations) {
            allowed.computeIfAbsent(
                    views.state(destination.mailbox()).account(), account -> quotas.apply(new AccountId(account)));
        }
        return new MessageWrites.Deliver(record(content), internalDate, List.copyOf(destinations), allowed);
    }

    @Override
    public List<Appended> append(MailboxId mailbox, List<NewMessage> messages) {
        Quota quota = quotaOf(mailbox);
        if (messages.isEmpty()) {
            return List.of();
        }
        List<MessageWrites.Incoming> incoming = new ArrayList<>(messages.size());
        for (NewMessage message : messages) {
            incoming.add(
                    new MessageWrites.Incoming(record(message.content()), message.flags(), message.internalDate()));
        }
        return committer.submit(new MessageWrites.Append(mailbox, incoming, quota));
    }

    /// Like {@link #append}, for messages of a backup: they keep their ids.
    /// @throws StoreException over quota
    public List<Appended> revive(MailboxId mailbox, List<Revived> messages) {
        Quota quota = quotaOf(mailbox);
        if (messages.isEmpty()) {
            return List.of();
        }
        List<MessageWrites.Incoming> incoming = new ArrayList<>(messages.size());
        for (Revived message : messages) {
            incoming.add(new MessageWrites.Incoming(
                    record(message.content()),
                    message.flags(),
                    message.internalDate(),
                    message.id(),
                    message.hiddenFromPop()));
        }
        return committer.submit(new MessageWrites.Append(mailbox, incoming, quota));
    }

    private Quota quotaOf(MailboxId mailbox) {
        return quotas.apply(new AccountId(views.state(mailbox).account()));
    }

    private static NewRecord record(MessageContent content) {
        try {
            return NewRecord.of(content, StructureCodec.encode(content.structure()));
        } catch (IOException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
    }

    @Override
    public Replaced replace(MailboxId from, long uid, MailboxId to, NewMessage message) {
        Quota quota = quotaOf(to);
        views.snapshot(from);
        return committer.submit(new MessageWrites.Replace(
                from,
                uid,
                to,
                new MessageWrites.Incoming(record(message.content()), message.flags(), message.internalDate()),
                quota));
    }

    @Override
    public FlagsChanged changeFlags(MailboxId mailbox, UidSet uids, FlagChange change, OptionalLong unchangedSince) {
        views.snapshot(mailbox);
        return committer.submit(new MessageWrites.ChangeFlags(mailbox, uids, change, unchangedSince));
    }

    @Override
    public Expunged expunge(MailboxId mailbox, UidSet uids) {
        views.snapshot(mailbox);
        return committer.submit(new MessageWrites.Expunge(mailbox, uids));
    }

    @Override
    public Copied copy(MailboxId from, UidSet uids, MailboxId to) {
        return transfer(from, uids, to, false);
    }

    @Override
    public Copied move(MailboxId from, UidSet uids, MailboxId to) {
        return transfer(from, uids, to, true);
    }

    private Copied transfer(MailboxId from, UidSet uids, MailboxId to, boolean move) {
        views.snapshot(from);
        return committer.submit(new MessageWrites.Transfer(from, uids, to, move, quotaOf(to)));
    }

    @Override
    public void hideFromPop(MailboxId mailbox, UidSet uids) {
        views.snapshot(mailbox);
        committer.submit(new MessageWrites.HideFromPop(mailbox, uids, true));
    }

    @Override
    public void showToPop(MailboxId mailbox, UidSet uids) {
        views.snapshot(mailbox);
        committer.submit(new MessageWrites.HideFromPop(mailbox, uids, false));
    }

    @Override
    public void noteFiles(MailboxId mailbox, UidSet with, UidSet without) {
        views.snapshot(mailbox);
        committer.submit(new MessageWrites.NoteFiles(mailbox, with, without));
    }

    @Override
    public UidSet claimRecent(MailboxId mailbox) {
        return committer.submit(new MessageWrites.ClaimRecent(mailbox));
    }

    @Override
    public long recentFrom(MailboxId mailbox) {
        return views.state(mailbox).recent();
    }

    // ---- history ----

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public StoredMessage message(AccountId account, Remembered entry) {
        views.account(account);
        return records.message(account, entry);
    }

    @Override
    public List<Remembered> history(AccountId account, int limit) {
        views.account(account);
        return history.newest(account, limit);
    }

    @Override
    public List<RememberedMessage> expungedMessages(
            AccountId account, MailboxId mailbox, long modSeq, long after, int limit) {
        views.account(account);
        return history.leftAt(account, mailbox, modSeq, after, limit).stream()
                .map(past -> new RememberedMessage(past.entry(), records.message(account, past)))
                .toList();
    }

    @Override
    public List<Appended> restore(AccountId account, List<Departed> messages) {
        return messages.isEmpty()
                ? List.of()
                : committer.submit(new HistoryWrites.Restore(account, List.copyOf(messages), quotas.apply(account)));
    }

    @Override
    public long forget(Instant before) {
        journal.forget(before);
        long messages = 0;
        HistoryWrites.Forgotten step;
        do {
            step = committer.submit(HistoryWrites.Forget.olderThan(before, volumes));
            messages += step.messages();
        } while (step.rows() == HistoryWrites.Forget.STEP);
        return messages;
    }

    @Override
    public long purge(AccountId account) {
        return new Purge(account, reader, loader, committer, volumes, views::snapshot).run();
    }

    /// Gives back the space of volumes of which enough is dead; the store does so by itself from time to
    /// time.
    /// @return how many volumes were deleted
    public int compact() {
        return space.compact();
    }

    /// Waits for the volume that is being compacted now, if there is one.
    public VolumeHold holdVolumes() {
        return space.hold();
    }

    private void awaitMaintenance() {
        try {
            if (!maintenance.awaitTermination(30, TimeUnit.SECONDS)) {
                LOG.warn("Compaction does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Now, as it is done every few seconds.
    void keepLock() {
        lock.keep();
    }

    /// For tests.
    OrderUpkeep order() {
        return order;
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

    /// Finishes the writes that wait; later calls are refused as {@link StoreFailure.Unavailable}. Closing
    /// twice is allowed.
    @Override
    public void close() {
        maintenance.shutdown();
        lock.stop();
        committer.close(); // compaction, when it is running, is refused its next step
        awaitMaintenance();
        try {
            writer.close();
        } catch (IOException e) {
            LOG.warn("closing the active volume", e);
        }
        volumes.close();
        lock.close();
    }
}
