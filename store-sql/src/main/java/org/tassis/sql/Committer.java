package org.tassis.sql;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.sql.volume.VolumeWriter;
import org.tassis.sql.volume.Volumes;
import org.tassis.store.ChangeFeed;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.journal.OpenEntries;

/// The one thread that writes. It takes what waits, evaluates it in memory, appends octets to the volume,
/// syncs the volume while the rows go to the database, commits, shows the result to readers, publishes
/// changes, and answers.
///
/// Octets are synced before the rows that refer to them are committed: what the database knows is whole.
/// When a batch fails it leaves nothing behind, and its writes are tried one by one, so that one that
/// cannot succeed spoils none of its neighbours. Whether it failed when only the answer to the commit was
/// lost, a {@link CommitMark} tells.
final class Committer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
    private static final int RETRIES = 4;

    private final Database database;
    private final Volumes volumes;
    private final VolumeWriter writer;
    private final Memory memory;
    private final Loader loader;
    private final Numbers numbers;
    private final CommitMark mark;
    private final InFlight inFlight;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final SqlStoreSettings settings;
    private final OpenEntries openEntries = new OpenEntries();
    private final LinkedBlockingQueue<Write<?>> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final ExecutorService syncer;
    private final DistributionSummary batchSize;
    private final Timer commitTime;
    private final Timer syncTime;
    private final Counter messages;
    private final Counter octets;

    private @Nullable Session session;
    private boolean volumeRecorded;
    private volatile boolean closed;

    /// @param writer has resumed the active volume, if there is one
    Committer(
            Database database,
            Volumes volumes,
            VolumeWriter writer,
            Memory memory,
            InFlight inFlight,
            ChangeFeed feed,
            InstantSource clock,
            SqlStoreSettings settings,
            MeterRegistry meters) {
        this.database = database;
        this.volumes = volumes;
        this.writer = writer;
        this.volumeRecorded = writer.number() != 0;
        this.memory = memory;
        this.loader = new Loader();
        this.numbers = new Numbers(database);
        this.mark = new CommitMark(database);
        this.inFlight = inFlight;
        this.feed = feed;
        this.clock = clock;
        this.settings = settings;
        Gauge.builder("tassis.store.queue", queue, LinkedBlockingQueue::size)
                .description("writes waiting for the committer")
                .register(meters);
        batchSize = DistributionSummary.builder("tassis.store.batch")
                .description("writes committed together")
                .register(meters);
        commitTime = Timer.builder("tassis.store.commit")
                .description("from taking a batch to its answers")
                .register(meters);
        syncTime = Timer.builder("tassis.store.sync")
                .description("time to sync a volume")
                .register(meters);
        messages = Counter.builder("tassis.store.messages")
                .description("messages stored")
                .register(meters);
        octets = Counter.builder("tassis.store.bytes")
                .description("octets of messages stored")
                .baseUnit("bytes")
                .register(meters);
        syncer = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("store-sync").daemon().factory());
        thread = Thread.ofPlatform().name("store-committer").daemon().start(this::run);
    }

    /// A connection and its statements, kept from batch to batch until something goes wrong with them.
    private record Session(Connection connection, Statements statements) {}

    /// Waits until the write is durable.
    /// @throws StoreException when it was refused or failed; then nothing happened
    <T> T submit(Write<T> write) {
        if (closed) {
            throw new StoreException(new StoreFailure.Unavailable());
        }
        queue.add(write);
        if (closed && queue.remove(write)) { // the committer had gone
            throw new StoreException(new StoreFailure.Unavailable());
        }
        return write.await();
    }

    /// Ends the thread.
    private static final class Stop extends Write<Boolean> {
        @Override
        Boolean evaluate(Batch batch) {
            return true;
        }

        @Override
        boolean alone() {
            return true;
        }
    }

    // ---- taking batches ----

    private void run() {
        while (true) {
            List<Write<?>> batch = new ArrayList<>();
            try {
                take(batch);
            } catch (InterruptedException e) {
                continue; // nobody has a reason to interrupt this thread
            }
            if (batch.getFirst() instanceof Stop) {
                return;
            }
            process(batch);
        }
    }

    private void take(List<Write<?>> batch) throws InterruptedException {
        Write<?> write = queue.take();
        batch.add(write);
        if (write.alone()) {
            return;
        }
        long size = write.octets();
        while (batch.size() < settings.batchMessages()) {
            Write<?> next = queue.peek();
            if (next == null || next.alone() || size + next.octets() > settings.batchBytes()) {
                return;
            }
            queue.remove();
            batch.add(next);
            size += next.octets();
        }
    }

    private void refuseWaiting() {
        for (Write<?> write = queue.poll(); write != null; write = queue.poll()) {
            write.refuse(new StoreException(new StoreFailure.Unavailable()));
        }
    }

    /// Commits the writes together, or each for itself when that fails.
    private void process(List<Write<?>> batch) {
        long start = System.nanoTime();
        try {
            commit(batch);
            batchSize.record(batch.size());
            commitTime.record(System.nanoTime() - start, java.util.concurrent.TimeUnit.NANOSECONDS);
        } catch (Throwable e) { // whatever it is: this thread serves everyone, and nothing of the batch happened
            if (batch.size() > 1 && !(e instanceof CommitInDoubt)) {
                LOG.warn("A batch of {} writes failed ({}); trying them one by one", batch.size(), e.toString());
                for (Write<?> write : batch) {
                    process(List.of(write));
                }
            } else {
                StoreException failure = failure(e);
                batch.forEach(write -> write.refuse(failure));
            }
        }
    }

    private StoreException failure(Throwable e) {
        if (e instanceof StoreException refusal) {
            return refusal;
        }
        if (database.dialect().isFull(e)) {
            LOG.warn("No space left for a write: {}", e.toString());
            return new StoreException(new StoreFailure.Full(), e);
        }
        LOG.error("A write failed", e);
        if (!(e instanceof IOException)) {
            forgetWhatWasRead(); // should it ever disagree with the database, the database is right
        }
        return new StoreException(new StoreFailure.Unavailable(), e);
    }

    // ---- one batch ----

    private void commit(List<Write<?>> writes) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                commitOnce(writes);
                return;
            } catch (SQLException e) {
                if (attempt == RETRIES || !database.dialect().mayRetry(e)) {
                    throw e;
                }
            }
        }
    }

    private void commitOnce(List<Write<?>> writes) throws Exception {
        Session open = session();
        long incoming = writes.stream().mapToLong(Write::octets).sum();
        boolean full = incoming > 0 && volumes.usableSpace() - incoming < settings.freeSpace();
        if (incoming > 0 && !full) {
            needVolume();
        }
        Batch batch = new Batch(
                open.connection,
                memory,
                loader,
                numbers,
                inFlight,
                clock.instant(),
                openEntries,
                writer.number(),
                writer.number() == 0 ? 0 : writer.position());
        try {
            for (Write<?> write : writes) {
                if (!full || write.octets() == 0) {
                    write.run(batch);
                }
            }
            if (batch.isEmpty()) {
                open.connection.rollback(); // ends what was only read
            } else {
                store(batch, open);
            }
        } catch (Throwable e) {
            rollBack(open, e);
            throw e;
        } finally {
            inFlight.end();
        }
        feed.publish(batch.changes());
        for (Write<?> write : writes) {
            if (full && write.octets() > 0) {
                write.refuse(new StoreException(new StoreFailure.Full()));
            } else {
                write.tell();
            }
        }
    }

    /// Octets, then rows, then the commit that makes both count.
    private void store(Batch batch, Session open) throws Exception {
        boolean octetsToo = batch.hasOctets();
        boolean committing = false;
        @Nullable Future<?> sync = null;
        if (octetsToo) {
            writer.begin();
        }
        try {
            long before = octetsToo ? writer.position() : 0;
            if (octetsToo) {
                batch.writeOctets(writer);
                sync = syncer.submit(() -> syncTime.recordCallable(() -> {
                    writer.sync();
                    return true;
                }));
                recordVolume(batch);
            }
            mark.stamp(batch);
            batch.execute(open.statements);
            if (sync != null) {
                finish(sync);
            }
            committing = true;
            commit(open);
            if (octetsToo) {
                volumeRecorded = true;
                messages.increment(batch.messages());
                octets.increment(writer.position() - before);
            }
        } catch (Throwable e) {
            if (octetsToo) {
                takeBack(sync, committing);
            }
            if (committing) {
                forgetWhatWasRead(); // whether it was committed is not known: the database will say
            }
            throw e;
        }
        batch.show();
    }

    private void commit(Session open) throws SQLException {
        try {
            open.connection.commit();
        } catch (SQLException e) {
            switch (mark.of(e)) {
                case COMMITTED -> {
                    LOG.warn("The connection to the database was lost in a commit that took place ({})", e.toString());
                    closeSession();
                }
                case ROLLED_BACK -> throw e;
                case UNKNOWN -> throw new CommitInDoubt(e);
            }
        }
    }

    /// Nobody can say whether the batch was committed: to write it once more might double it.
    private static final class CommitInDoubt extends SQLException {
        private static final long serialVersionUID = 1;

        CommitInDoubt(SQLException cause) {
            super("the database cannot be asked whether it committed", cause);
        }
    }

    private static void finish(Future<?> sync) throws Exception {
        try {
            sync.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw e;
        }
    }

    /// Takes octets out of the volume again, unless the database may know of them.
    private void takeBack(@Nullable Future<?> sync, boolean committing) {
        boolean synced = true;
        if (sync != null) {
            try {
                finish(sync);
            } catch (Exception e) {
                synced = false; // what became of the file's pages is not known
            }
        }
        if (committing || !synced || !writer.rollBack()) {
            writer.abandon();
        }
    }

    private void needVolume() throws IOException {
        if (writer.needsVolume()) {
            long number = numbers.nextVolume();
            while (volumes.exists(number)) { // of a database that was lost: nothing of it is overwritten
                number = numbers.nextVolume();
            }
            writer.create(number);
            volumeRecorded = false;
        }
    }

    private void recordVolume(Batch batch) {
        if (volumeRecorded) {
            batch.add(Sql.UPDATE_VOLUME, writer.position(), writer.number());
        } else {
            batch.add(Sql.SEAL_VOLUMES, writer.number());
            batch.add(Sql.INSERT_VOLUME, writer.number(), writer.position());
        }
    }

    private void forgetWhatWasRead() {
        memory.clear();
        openEntries.clear();
    }

    // ---- the connection ----

    private Session session() throws SQLException {
        Session open = session;
        if (open == null) {
            Connection connection = database.connection();
            connection.setAutoCommit(false);
            open = new Session(connection, new Statements(connection));
            session = open;
        }
        return open;
    }

    private void rollBack(Session open, Throwable why) {
        try {
            open.statements.clear();
            open.connection.rollback();
            if (why instanceof SQLException sql && !database.dialect().mayRetry(sql) || !open.connection.isValid(5)) {
                closeSession();
            }
        } catch (SQLException e) {
            why.addSuppressed(e);
            closeSession();
        }
    }

    private void closeSession() {
        Session open = session;
        session = null;
        if (open != null) {
            try {
                open.connection.close();
            } catch (SQLException e) {
                LOG.debug("closing a broken connection", e);
            }
        }
    }

    /// What was submitted before is committed; what comes later is refused.
    @Override
    public void close() {
        if (!closed) {
            queue.add(new Stop());
            closed = true;
            joinThread();
            refuseWaiting();
            closeSession();
            syncer.shutdown();
        }
    }

    private void joinThread() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isClosed() {
        return closed || !thread.isAlive();
    }
}
