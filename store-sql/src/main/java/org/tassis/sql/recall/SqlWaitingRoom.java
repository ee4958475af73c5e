package org.tassis.sql.recall;

import java.net.InetAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.greylist.Trust;
import org.tassis.greylist.Visitor;
import org.tassis.greylist.Visitor.State;
import org.tassis.greylist.WaitingRoom;
import org.tassis.sql.Database;
import org.tassis.sql.Transaction;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// The waiting room in the database. What is noted is written once a second by one thread, so that a flood
/// costs no more than a thousand rows a second; the rest of it is not noted. Which mailboxes are open is
/// known in memory, and read again now and then for what other processes did. Close it before the database.
public final class SqlWaitingRoom implements WaitingRoom, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SqlWaitingRoom.class);
    private static final Duration WRITE_EVERY = Duration.ofSeconds(1);
    private static final int TOGETHER = 1000;
    private static final long MOST_ROWS = 200_000;
    private static final int READ_OPEN_EVERY = 10; // writes
    private static final String COLUMNS =
            "SELECT id, state, account, client, sender, recipient, first_came, last_came, attempts FROM waiting_room ";

    private final Database database;
    private final long most;
    private final Map<Long, Visitor> unwritten = new ConcurrentHashMap<>();
    private final Map<Long, Trust> unwrittenTrust = new ConcurrentHashMap<>();
    private final Map<Long, Long> open = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread writer;

    public SqlWaitingRoom(Database database) {
        this(database, MOST_ROWS);
    }

    /// @param most rows that stay when it expires
    SqlWaitingRoom(Database database, long most) {
        this.database = database;
        this.most = most;
        readOpen();
        this.writer = Thread.ofVirtual().name("waiting-room-writer").start(this::writeNowAndThen);
    }

    // ---- noting

    @Override
    public void note(Visitor visitor) {
        if (unwritten.size() < TOGETHER || unwritten.containsKey(visitor.id())) {
            unwritten.merge(visitor.id(), visitor, (before, now) -> now.after(before));
        }
    }

    @Override
    public void noteTrust(Trust trust) {
        long id = trust.id();
        if (unwrittenTrust.size() < TOGETHER || unwrittenTrust.containsKey(id)) {
            unwrittenTrust.merge(id, trust, (before, now) -> now.after(before));
        }
    }

    private void writeNowAndThen() {
        try {
            for (int round = 1; !closed.await(WRITE_EVERY.toMillis(), TimeUnit.MILLISECONDS); round++) {
                try {
                    flush();
                    if (round % READ_OPEN_EVERY == 0) {
                        readOpen();
                    }
                } catch (StoreException e) {
                    LOG.warn(
                            "who waits cannot be written or read now: {}",
                            e.failure().toString());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Everything noted before this call is in the database when it returns.
    ///
    /// @throws StoreException it cannot be used; what was noted since the last time is lost
    void flush() {
        writing.lock();
        try {
            Map<Long, Visitor> some = new TreeMap<>(); // in one order, so that nodes do not wait for each other
            unwritten.keySet().forEach(id -> Optional.ofNullable(unwritten.remove(id))
                    .ifPresent(visitor -> some.put(id, visitor)));
            if (!some.isEmpty()) {
                run(connection -> write(connection, List.copyOf(some.values())));
            }
            Map<Long, Trust> trusted = new TreeMap<>();
            unwrittenTrust.keySet().forEach(id -> Optional.ofNullable(unwrittenTrust.remove(id))
                    .ifPresent(trust -> trusted.put(id, trust)));
            if (!trusted.isEmpty()) {
                run(connection -> TrustRows.write(connection, trusted));
            }
        } finally {
            writing.unlock();
        }
    }

    private static boolean write(Connection connection, List<Visitor> visitors) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                        "UPDATE waiting_room SET state = ?, account = ?, client = ?, sender = ?, recipient = ?,"
                                + " last_came = ?, attempts = attempts + ? WHERE id = ?");
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO waiting_room (state, account, client, sender, recipient, last_came, attempts, id,"
                                + " first_came) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Visitor visitor : visitors) {
                bind(update, visitor);
                if (update.executeUpdate() == 0) {
                    bind(insert, visitor);
                    insert.setLong(9, visitor.first().toEpochMilli());
                    insert.executeUpdate();
                }
            }
        }
        return true;
    }

    private static void bind(PreparedStatement statement, Visitor visitor) throws SQLException {
        statement.setLong(1, visitor.state().ordinal());
        statement.setLong(2, visitor.owner().map(AccountId::value).orElse(0L));
        statement.setString(3, address(visitor.client()));
        statement.setString(4, visitor.sender().map(EmailAddress::toString).orElse(""));
        statement.setString(5, visitor.recipient().toString());
        statement.setLong(6, visitor.last().toEpochMilli());
        statement.setLong(7, visitor.attempts());
        statement.setLong(8, visitor.id());
    }

    /// Without the zone of a link-local address.
    private static String address(InetAddress client) {
        String text = client.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    // ---- reading

    @Override
    public List<Visitor> list(State state, Optional<AccountId> owner, int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("a list of " + limit);
        }
        flush();
        return run(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    COLUMNS + "WHERE state = ?" + (owner.isPresent() ? " AND account = ?" : "")
                            + " ORDER BY last_came DESC, id DESC FETCH FIRST " + limit + " ROWS ONLY")) {
                select.setLong(1, state.ordinal());
                if (owner.isPresent()) {
                    select.setLong(2, owner.get().value());
                }
                return read(select);
            }
        });
    }

    @Override
    public Optional<Visitor> find(long id) {
        flush();
        return run(connection -> {
            try (PreparedStatement select = connection.prepareStatement(COLUMNS + "WHERE id = ?")) {
                select.setLong(1, id);
                return read(select).stream().findFirst();
            }
        });
    }

    private static List<Visitor> read(PreparedStatement select) throws SQLException {
        List<Visitor> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                long account = row.getLong(3);
                found.add(new Visitor(
                        row.getLong(1),
                        State.values()[(int) row.getLong(2)],
                        account == 0 ? Optional.empty() : Optional.of(new AccountId(account)),
                        InetAddress.ofLiteral(row.getString(4)),
                        EmailAddress.parse(row.getString(5)),
                        EmailAddress.valueOf(row.getString(6)),
                        Instant.ofEpochMilli(row.getLong(7)),
                        Instant.ofEpochMilli(row.getLong(8)),
                        row.getLong(9)));
            }
        }
        return found;
    }

    @Override
    public boolean remove(long id) {
        flush();
        return run(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM waiting_room WHERE id = ?")) {
                delete.setLong(1, id);
                return delete.executeUpdate() > 0;
            }
        });
    }

    // ---- who is trusted

    @Override
    public List<Trust> trusted(String part, Optional<Trust.Place> after, int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("a list of " + limit);
        }
        flush();
        return run(connection -> TrustRows.page(connection, part, after, limit));
    }

    @Override
    public Optional<Trust> findTrust(long id) {
        flush();
        return run(connection -> TrustRows.find(connection, id));
    }

    @Override
    public boolean removeTrust(long id) {
        flush();
        return run(connection -> TrustRows.remove(connection, id));
    }

    // ---- open mailboxes

    @Override
    public void open(AccountId owner, Instant until) {
        run(connection -> {
            try (PreparedStatement update =
                            connection.prepareStatement("UPDATE greylist_open SET open_until = ? WHERE account = ?");
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO greylist_open (open_until, account) VALUES (?, ?)")) {
                for (PreparedStatement one : List.of(update, insert)) {
                    one.setLong(1, until.toEpochMilli());
                    one.setLong(2, owner.value());
                }
                return update.executeUpdate() > 0 || insert.executeUpdate() > 0;
            }
        });
        open.put(owner.value(), until.toEpochMilli());
    }

    @Override
    public Optional<Instant> openUntil(AccountId owner, Instant now) {
        return Optional.ofNullable(open.get(owner.value()))
                .map(Instant::ofEpochMilli)
                .filter(until -> until.isAfter(now));
    }

    private void readOpen() {
        Map<Long, Long> read = run(connection -> {
            Map<Long, Long> all = new TreeMap<>();
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT account, open_until FROM greylist_open");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    all.put(row.getLong(1), row.getLong(2));
                }
            }
            return all;
        });
        open.putAll(read);
        open.keySet().retainAll(read.keySet());
    }

    // ---- forgetting

    @Override
    public long expire(Instant waitingBefore, Instant letInBefore) {
        flush();
        long gone =
                forget(State.WAITING, waitingBefore.toEpochMilli()) + forget(State.LET_IN, letInBefore.toEpochMilli());
        gone += run(connection -> {
            try (PreparedStatement last = connection.prepareStatement(
                            "SELECT last_came FROM waiting_room ORDER BY last_came DESC OFFSET " + most
                                    + " ROWS FETCH FIRST 1 ROWS ONLY");
                    ResultSet row = last.executeQuery()) {
                if (!row.next()) {
                    return 0L;
                }
                try (PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM waiting_room WHERE last_came <= ?")) {
                    delete.setLong(1, row.getLong(1));
                    return (long) delete.executeUpdate();
                }
            }
        });
        run(connection -> TrustRows.expire(connection, letInBefore, most));
        run(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM greylist_open WHERE open_until < ?")) {
                delete.setLong(1, waitingBefore.toEpochMilli());
                return delete.executeUpdate();
            }
        });
        return gone;
    }

    private long forget(State state, long before) {
        return run(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM waiting_room WHERE state = ? AND last_came < ?")) {
                delete.setLong(1, state.ordinal());
                delete.setLong(2, before);
                return (long) delete.executeUpdate();
            }
        });
    }

    /// In one transaction; again when somebody else was in the way.
    private <T> T run(Transaction.Work<T> work) {
        return Transaction.run(database, work, e -> new StoreException(new StoreFailure.Unavailable(), e));
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
        try {
            flush();
        } catch (StoreException e) {
            LOG.warn("who waits cannot be written: {}", e.failure().toString());
        }
    }
}
