package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.directory.CustomerId;
import org.tassis.directory.UsageRecords;
import org.tassis.sql.Database;

/// Sizes of mailboxes in the table `usage_sample`, day by day for a week, week by week before. Any thread.
public final class SqlUsageRecords implements UsageRecords {
    /// The account that stands for all.
    private static final long ALL = 0;

    private static final int DAILY = 8;

    private final Transactions transactions;

    public SqlUsageRecords(Database database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public boolean sample(LocalDate today) {
        long day = today.toEpochDay();
        return transactions.write(connection -> {
            if (isKnown(connection, day)) {
                return false;
            }
            update(
                    connection,
                    "INSERT INTO usage_sample (account, taken_on, bytes) SELECT s.id, CAST(? AS INTEGER), s.bytes"
                            + " FROM store_account s JOIN directory_account o ON o.id = s.id"
                            + " WHERE o.role = 0 AND o.removed IS NULL AND o.quota_bytes < ?",
                    day,
                    Long.MAX_VALUE);
            update(
                    connection,
                    "INSERT INTO usage_sample (account, taken_on, bytes) SELECT CAST(? AS BIGINT), CAST(? AS INTEGER),"
                            + " COALESCE(SUM(bytes), 0) FROM store_account",
                    ALL,
                    day);
            update(
                    connection,
                    "DELETE FROM usage_sample WHERE taken_on < ? OR taken_on < ? AND MOD(taken_on, 7) <> 0",
                    day - KEPT_DAYS,
                    day - DAILY);
            return true;
        });
    }

    private static boolean isKnown(Connection connection, long day) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT 1 FROM usage_sample WHERE account = ? AND taken_on = ?")) {
            select.setLong(1, ALL);
            select.setLong(2, day);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void update(Connection connection, String statement, long one, long two) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(statement)) {
            update.setLong(1, one);
            update.setLong(2, two);
            update.executeUpdate();
        }
    }

    @Override
    public List<Growing> growing(Optional<CustomerId> customer, int percent, LocalDate today, int limit) {
        return transactions.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT o.id, o.login, o.customer, s.bytes, o.quota_bytes,"
                            + " (SELECT MIN(u.taken_on) FROM usage_sample u WHERE u.account = o.id)"
                            + " FROM directory_account o JOIN store_account s ON s.id = o.id"
                            + " WHERE o.role = 0 AND o.removed IS NULL AND o.quota_bytes < ? AND o.quota_bytes > 0"
                            + " AND s.bytes >= o.quota_bytes / 100 * ?"
                            + (customer.isPresent() ? " AND o.customer = ?" : "")
                            + " ORDER BY CAST(s.bytes AS DOUBLE PRECISION) / o.quota_bytes DESC, o.id")) {
                select.setLong(1, Long.MAX_VALUE);
                select.setLong(2, percent);
                if (customer.isPresent()) {
                    select.setLong(3, customer.get().value());
                }
                select.setMaxRows(limit);
                List<Growing> found = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        long since = rows.getLong(6);
                        found.add(new Growing(
                                new AccountId(rows.getLong(1)),
                                rows.getString(2),
                                new CustomerId(rows.getLong(3)),
                                rows.getLong(4),
                                rows.getLong(5),
                                rows.getLong(4),
                                since == 0 ? today : LocalDate.ofEpochDay(since)));
                    }
                }
                return before(connection, found, today);
            }
        });
    }

    /// With what each had on its oldest day.
    private static List<Growing> before(Connection connection, List<Growing> found, LocalDate today)
            throws SQLException {
        List<Growing> known = new ArrayList<>(found.size());
        try (PreparedStatement select =
                connection.prepareStatement("SELECT bytes FROM usage_sample WHERE account = ? AND taken_on = ?")) {
            for (Growing one : found) {
                if (!one.since().isBefore(today)) {
                    known.add(one);
                    continue;
                }
                select.setLong(1, one.account().value());
                select.setLong(2, one.since().toEpochDay());
                try (ResultSet rows = select.executeQuery()) {
                    long before = rows.next() ? rows.getLong(1) : one.used();
                    known.add(new Growing(
                            one.account(), one.login(), one.customer(), one.used(), one.quota(), before, one.since()));
                }
            }
        }
        return known;
    }

    @Override
    public List<Total> totals() {
        return transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT taken_on, bytes FROM usage_sample WHERE account = ? ORDER BY taken_on")) {
                select.setLong(1, ALL);
                try (ResultSet rows = select.executeQuery()) {
                    List<Total> totals = new ArrayList<>();
                    while (rows.next()) {
                        totals.add(new Total(LocalDate.ofEpochDay(rows.getLong(1)), rows.getLong(2)));
                    }
                    return totals;
                }
            }
        });
    }
}
