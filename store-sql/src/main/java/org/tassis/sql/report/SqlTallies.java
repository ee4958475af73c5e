package org.tassis.sql.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.tassis.core.DomainName;
import org.tassis.mailflow.report.Tallies;
import org.tassis.mailflow.report.Tally;
import org.tassis.mailflow.report.Tally.Kind;
import org.tassis.sql.Database;
import org.tassis.sql.Transaction;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Counts in the table `report_tally`. Any thread; the caller closes the database.
public final class SqlTallies implements Tallies {
    private static final String COLUMNS = "SELECT kind, day_number, domain, facts, tally FROM report_tally";
    private static final String ONE_DAY = " WHERE kind = ? AND day_number = ? AND domain = ?";

    private final Database database;

    /// Writers of this process take turns: the embedded database needs it.
    private final ReentrantLock writing = new ReentrantLock();

    public SqlTallies(Database database) {
        this.database = database;
    }

    @Override
    public void add(Collection<Tally> tallies) {
        List<Tally> sorted = new ArrayList<>(tallies);
        sorted.sort(Comparator.comparing((Tally tally) -> tally.kind().number()) // all writers in the same order
                .thenComparing(Tally::day)
                .thenComparing(Tally::domain)
                .thenComparing(tally -> hash(tally.text())));
        write(connection -> {
            Room room = new Room(connection);
            for (Tally tally : sorted) {
                if (!increase(connection, tally) && room.isLeft(tally)) {
                    insert(connection, tally);
                }
            }
            return true;
        });
    }

    /// How many facts there are, asked once for each day and domain of a transaction.
    private static final class Room {
        private final Connection connection;
        private final Map<List<Object>, Long> known = new HashMap<>();

        Room(Connection connection) {
            this.connection = connection;
        }

        /// Counts the one that is asked for as if it were there.
        boolean isLeft(Tally tally) throws SQLException {
            List<Object> day = List.of(tally.kind(), tally.day());
            List<Object> one = List.of(tally.kind(), tally.day(), tally.domain());
            if (!known.containsKey(day)) {
                known.put(day, count(" WHERE kind = ? AND day_number = ?", tally, false));
            }
            if (!known.containsKey(one)) {
                known.put(one, count(ONE_DAY, tally, true));
            }
            if (known.getOrDefault(day, 0L) >= MOST_OF_A_DAY || known.getOrDefault(one, 0L) >= MOST_OF_A_DOMAIN) {
                return false;
            }
            known.merge(day, 1L, Long::sum);
            known.merge(one, 1L, Long::sum);
            return true;
        }

        private long count(String where, Tally tally, boolean ofDomain) throws SQLException {
            try (PreparedStatement select = connection.prepareStatement("SELECT COUNT(*) FROM report_tally" + where)) {
                select.setInt(1, tally.kind().number());
                select.setLong(2, tally.day().toEpochDay());
                if (ofDomain) {
                    select.setString(3, tally.domain().ascii());
                }
                try (ResultSet rows = select.executeQuery()) {
                    rows.next();
                    return rows.getLong(1);
                }
            }
        }
    }

    private static boolean increase(Connection connection, Tally tally) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE report_tally SET tally = tally + ?" + ONE_DAY + " AND hash = ?")) {
            update.setLong(1, tally.count());
            update.setInt(2, tally.kind().number());
            update.setLong(3, tally.day().toEpochDay());
            update.setString(4, tally.domain().ascii());
            update.setString(5, hash(tally.text()));
            return update.executeUpdate() > 0;
        }
    }

    private static void insert(Connection connection, Tally tally) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO report_tally (kind, day_number, domain, hash, facts, tally) VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setInt(1, tally.kind().number());
            insert.setLong(2, tally.day().toEpochDay());
            insert.setString(3, tally.domain().ascii());
            insert.setString(4, hash(tally.text()));
            insert.setString(5, tally.text());
            insert.setLong(6, tally.count());
            insert.executeUpdate();
        }
    }

    private static String hash(String text) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(whole, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    @Override
    public List<Tally> of(Kind kind, LocalDate day, DomainName domain, int limit) {
        return read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    COLUMNS + ONE_DAY + " ORDER BY tally DESC, hash FETCH FIRST " + limit + " ROWS ONLY")) {
                select.setInt(1, kind.number());
                select.setLong(2, day.toEpochDay());
                select.setString(3, domain.ascii());
                return tallies(kind, select);
            }
        });
    }

    @Override
    public List<Tally> since(Kind kind, LocalDate day, DomainName domain, int limit) {
        return read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    COLUMNS + " WHERE kind = ? AND domain = ? AND day_number >= ? ORDER BY day_number, tally DESC, hash"
                            + " FETCH FIRST " + limit + " ROWS ONLY")) {
                select.setInt(1, kind.number());
                select.setString(2, domain.ascii());
                select.setLong(3, day.toEpochDay());
                return tallies(kind, select);
            }
        });
    }

    private static List<Tally> tallies(Kind kind, PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            List<Tally> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new Tally(
                        kind,
                        LocalDate.ofEpochDay(rows.getLong(2)),
                        new DomainName(rows.getString(3)),
                        Tally.facts(rows.getString(4)),
                        rows.getLong(5)));
            }
            return found;
        }
    }

    @Override
    public List<Counted> before(Kind kind, LocalDate day, int limit) {
        return read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT DISTINCT day_number, domain FROM report_tally WHERE kind = ? AND"
                            + " day_number < ? ORDER BY day_number, domain FETCH FIRST " + limit + " ROWS ONLY")) {
                select.setInt(1, kind.number());
                select.setLong(2, day.toEpochDay());
                try (ResultSet rows = select.executeQuery()) {
                    List<Counted> found = new ArrayList<>();
                    while (rows.next()) {
                        found.add(
                                new Counted(LocalDate.ofEpochDay(rows.getLong(1)), new DomainName(rows.getString(2))));
                    }
                    return found;
                }
            }
        });
    }

    @Override
    public void forget(Kind kind, Counted which) {
        write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM report_tally" + ONE_DAY)) {
                delete.setInt(1, kind.number());
                delete.setLong(2, which.day().toEpochDay());
                delete.setString(3, which.domain().ascii());
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public long forgetBefore(Kind kind, LocalDate day) {
        return write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM report_tally WHERE kind = ? AND day_number < ?")) {
                delete.setInt(1, kind.number());
                delete.setLong(2, day.toEpochDay());
                return (long) delete.executeUpdate();
            }
        });
    }

    private <T> T write(Transaction.Work<T> work) {
        writing.lock();
        try {
            return read(work);
        } finally {
            writing.unlock();
        }
    }

    /// In one transaction, again when another one was in the way: a row that was added meanwhile is then
    /// there.
    private <T> T read(Transaction.Work<T> work) {
        return Transaction.run(database, work, e -> new StoreException(new StoreFailure.Unavailable(), e));
    }
}
