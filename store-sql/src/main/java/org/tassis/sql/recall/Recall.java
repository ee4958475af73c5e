package org.tassis.sql.recall;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.sql.Database;
import org.tassis.sql.Dialect;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// The table `recall_time`. Reads see every write of this process at once; other processes, and a restart, see
/// it within about a second. Any thread; close it before the database.
///
/// Memory: the cache holds a fixed number of times, and changes not yet written are as many at most: a writer
/// that finds no room writes them itself.
public final class Recall implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recall.class);

    private static final int SEGMENTS = 64;
    private static final int CACHED = 64 * 1024; // about 6 MB
    private static final int MOST_UNWRITTEN = 20_000;
    private static final int TOGETHER = 2_000;
    private static final Duration WRITE_EVERY = Duration.ofSeconds(1);
    private static final long ABSENT = Long.MIN_VALUE;

    private final Database database;

    /// Only the one process that uses an embedded database knows that something is not there.
    private final boolean alone;

    private final Segment[] segments = new Segment[SEGMENTS];
    private final Map<Key, Change> unwritten = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread writer;

    /// A new one for each change: it is taken away after it was written unless another has come.
    private static final class Change {
        private final long time; // ABSENT to delete

        Change(long time) {
            this.time = time;
        }
    }

    private static final class Segment {
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<Key, Long> known = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
                return size() > CACHED / SEGMENTS;
            }
        };
    }

    public Recall(Database database) {
        this.database = database;
        this.alone = database.dialect() == Dialect.DERBY;
        for (int i = 0; i < SEGMENTS; i++) {
            segments[i] = new Segment();
        }
        this.writer = Thread.ofVirtual().name("recall-writer").start(this::writeNowAndThen);
    }

    /// @throws StoreException the database cannot be read
    OptionalLong at(Key key) {
        Segment segment = segment(key);
        segment.lock.lock();
        try {
            long time = look(segment, key);
            return time == ABSENT ? OptionalLong.empty() : OptionalLong.of(time);
        } finally {
            segment.lock.unlock();
        }
    }

    /// The time of a key; `now`, kept from now on, when there is none since `notBefore`.
    ///
    /// @throws StoreException the database cannot be read
    long first(Key key, long now, long notBefore) {
        Segment segment = segment(key);
        long time;
        segment.lock.lock();
        try {
            time = look(segment, key);
            if (time != ABSENT && time >= notBefore) {
                return time;
            }
            change(segment, key, now);
        } finally {
            segment.lock.unlock();
        }
        writeWhenFull();
        return now;
    }

    /// Keeps `now` unless the key has a time after `notAfter`.
    ///
    /// @return whether it was kept
    /// @throws StoreException the database cannot be read
    boolean renew(Key key, long now, long notAfter) {
        Segment segment = segment(key);
        segment.lock.lock();
        try {
            long time = look(segment, key);
            if (time != ABSENT && time > notAfter) {
                return false;
            }
            change(segment, key, now);
        } finally {
            segment.lock.unlock();
        }
        writeWhenFull();
        return true;
    }

    void set(Key key, long time) {
        Segment segment = segment(key);
        segment.lock.lock();
        try {
            change(segment, key, time);
        } finally {
            segment.lock.unlock();
        }
        writeWhenFull();
    }

    void remove(Key key) {
        set(key, ABSENT);
    }

    private Segment segment(Key key) {
        return segments[(int) (key.low() & (SEGMENTS - 1))];
    }

    private long look(Segment segment, Key key) {
        Change change = unwritten.get(key);
        if (change != null) {
            return change.time;
        }
        Long known = segment.known.get(key);
        if (known != null) {
            return known;
        }
        long time = read(key);
        if (time != ABSENT || alone) {
            segment.known.put(key, time);
        }
        return time;
    }

    private void change(Segment segment, Key key, long time) {
        if (time == ABSENT && !alone) {
            segment.known.remove(key);
        } else {
            segment.known.put(key, time);
        }
        unwritten.put(key, new Change(time));
    }

    private long read(Key key) {
        try (Connection connection = database.connection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT happened FROM recall_time WHERE kind = ? AND high = ? AND low = ?")) {
            bind(select, 1, key);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getLong(1) : ABSENT;
            }
        } catch (SQLException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
    }

    private static void bind(PreparedStatement statement, int place, Key key) throws SQLException {
        statement.setInt(place, key.kind().number());
        statement.setLong(place + 1, key.high());
        statement.setLong(place + 2, key.low());
    }

    // ---- writing

    private void writeNowAndThen() {
        try {
            while (!closed.await(WRITE_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                writeOrWarn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeWhenFull() {
        if (unwritten.size() >= MOST_UNWRITTEN) {
            writeOrWarn();
        }
    }

    private void writeOrWarn() {
        try {
            write();
        } catch (SQLException e) {
            int lost = 0;
            if (unwritten.size() >= MOST_UNWRITTEN) { // the database is away for long: memory stays bounded
                lost = unwritten.size();
                unwritten.clear();
            }
            LOG.warn("what greylisting remembers cannot be written; {} changes are lost", lost, e);
        }
    }

    /// Everything changed before this call is in the database when it returns.
    public void flush() {
        try {
            write();
        } catch (SQLException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
    }

    private void write() throws SQLException {
        writing.lock();
        try {
            List<Map.Entry<Key, Change>> all = new ArrayList<>();
            unwritten.forEach((key, change) -> all.add(Map.entry(key, change)));
            for (int from = 0; from < all.size(); from += TOGETHER) {
                List<Map.Entry<Key, Change>> some = all.subList(from, Math.min(all.size(), from + TOGETHER));
                write(some);
                some.forEach(one -> unwritten.remove(one.getKey(), one.getValue()));
            }
        } finally {
            writing.unlock();
        }
    }

    private void write(List<Map.Entry<Key, Change>> changes) throws SQLException {
        List<Map.Entry<Key, Change>> ordered =
                new ArrayList<>(changes); // nodes that take turns cannot wait for each other
        ordered.sort((a, b) -> {
            int kind = a.getKey().kind().compareTo(b.getKey().kind());
            int high = Long.compare(a.getKey().high(), b.getKey().high());
            return kind != 0
                    ? kind
                    : high != 0
                            ? high
                            : Long.compare(a.getKey().low(), b.getKey().low());
        });
        for (int attempt = 1; ; attempt++) {
            try {
                writeOnce(ordered);
                return;
            } catch (SQLException e) { // another node wrote the same
                if (attempt == 5 || !database.dialect().mayRetry(e) && !Dialect.isDuplicate(e)) {
                    throw e;
                }
            }
        }
    }

    private void writeOnce(List<Map.Entry<Key, Change>> changes) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try (PreparedStatement update = connection.prepareStatement(
                            "UPDATE recall_time SET happened = ? WHERE kind = ? AND high = ? AND low = ?");
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO recall_time (kind, high, low, happened) VALUES (?, ?, ?, ?)");
                    PreparedStatement delete = connection.prepareStatement(
                            "DELETE FROM recall_time WHERE kind = ? AND high = ? AND low = ?")) {
                List<Map.Entry<Key, Change>> updated = new ArrayList<>();
                for (Map.Entry<Key, Change> one : changes) {
                    if (one.getValue().time == ABSENT) {
                        bind(delete, 1, one.getKey());
                        delete.addBatch();
                    } else {
                        update.setLong(1, one.getValue().time);
                        bind(update, 2, one.getKey());
                        update.addBatch();
                        updated.add(one);
                    }
                }
                delete.executeBatch();
                int[] rows = update.executeBatch();
                for (int i = 0; i < rows.length; i++) {
                    if (rows[i] == 0) {
                        bind(insert, 1, updated.get(i).getKey());
                        insert.setLong(4, updated.get(i).getValue().time);
                        insert.addBatch();
                    }
                }
                insert.executeBatch();
                connection.commit();
                done = true;
            } finally {
                if (!done && !connection.isClosed()) {
                    connection.rollback();
                }
                if (!connection.isClosed()) {
                    connection.setAutoCommit(true);
                }
            }
        }
    }

    // ---- forgetting

    /// Forgets what is older, and the oldest of what is more than `most`.
    ///
    /// @return how many
    /// @throws StoreException the database cannot be used
    long forget(Key.Kind kind, long before, long most) {
        flush();
        long gone = 0;
        try {
            gone += delete(kind, "happened < " + before, Long.MAX_VALUE);
            long tooMany = count(kind) - most;
            if (tooMany > 0) {
                gone += delete(kind, "1 = 1", tooMany);
            }
        } catch (SQLException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
        return gone;
    }

    private long count(Key.Kind kind) throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT COUNT(*) FROM recall_time WHERE kind = " + kind.number());
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /// The oldest first, a few in one transaction, so that nobody waits for it.
    private long delete(Key.Kind kind, String condition, long most) throws SQLException {
        long gone = 0;
        while (gone < most) {
            Map<Key, Long> some = oldest(kind, condition, (int) Math.min(TOGETHER, most - gone));
            if (some.isEmpty()) {
                break;
            }
            some.forEach(this::removeUnlessNewer);
            write();
            gone += some.size();
        }
        return gone;
    }

    private void removeUnlessNewer(Key key, long time) {
        Segment segment = segment(key);
        segment.lock.lock();
        try {
            Long known = segment.known.get(key);
            if (unwritten.get(key) == null && (known == null || known <= time)) {
                segment.known.remove(key);
                unwritten.put(key, new Change(ABSENT));
            }
        } finally {
            segment.lock.unlock();
        }
    }

    private Map<Key, Long> oldest(Key.Kind kind, String condition, int most) throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT high, low, happened FROM recall_time WHERE kind = " + kind.number() + " AND "
                                + condition + " ORDER BY happened FETCH FIRST " + most + " ROWS ONLY");
                ResultSet rows = select.executeQuery()) {
            Map<Key, Long> keys = new LinkedHashMap<>();
            while (rows.next()) {
                keys.put(new Key(kind, rows.getLong(1), rows.getLong(2)), rows.getLong(3));
            }
            return keys;
        }
    }

    /// Writes what is not written yet. The database stays open.
    @Override
    public void close() {
        closed.countDown();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writeOrWarn();
    }
}
