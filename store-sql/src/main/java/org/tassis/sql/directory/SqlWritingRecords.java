package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.directory.writing.CannedReply;
import org.tassis.directory.writing.Identity;
import org.tassis.directory.writing.WritingHabits;
import org.tassis.directory.writing.WritingRecords;
import org.tassis.sql.Database;

/// Rows of `writing_identity`, `writing_habit` and `writing_canned`.
public final class SqlWritingRecords implements WritingRecords {
    private static final String IDENTITY =
            "SELECT written, name, reply_to, signature, formatted FROM writing_identity WHERE account = ?";
    private static final String CANNED = "SELECT id, title, text, formatted FROM writing_canned WHERE account = ?";

    private final Transactions transactions;

    public SqlWritingRecords(Database database) {
        this.transactions = new Transactions(database);
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    /// @param values for the places of the statement: text, or numbers
    private static PreparedStatement prepared(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case Long number -> statement.setLong(i + 1, number);
                case Integer number -> statement.setInt(i + 1, number);
                default -> statement.setString(i + 1, values[i].toString());
            }
        }
        return statement;
    }

    private static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    private static <T> List<T> all(Connection connection, Reading<T> reading, String sql, Object... values)
            throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(reading.of(rows));
            }
            return found;
        }
    }

    private static Identity identity(ResultSet row) throws SQLException {
        return new Identity(
                EmailAddress.valueOf(row.getString(1)),
                row.getString(2),
                EmailAddress.parse(row.getString(3)),
                row.getString(4),
                row.getString(5));
    }

    private static CannedReply canned(ResultSet row) throws SQLException {
        return new CannedReply(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
    }

    @Override
    public List<Identity> identities(AccountId account) {
        return transactions
                .read(connection -> all(connection, SqlWritingRecords::identity, IDENTITY, account.value()))
                .stream()
                .sorted(Comparator.comparing(one -> one.address().toString()))
                .toList();
    }

    @Override
    public Optional<Identity> identity(AccountId account, EmailAddress address) {
        return transactions
                .read(connection -> all(
                        connection,
                        SqlWritingRecords::identity,
                        IDENTITY + " AND address = ?",
                        account.value(),
                        address.key()))
                .stream()
                .findFirst();
    }

    @Override
    public void put(AccountId account, Identity identity) {
        String reply = identity.replyTo().map(EmailAddress::toString).orElse("");
        transactions.write(connection -> {
            Object[] values = {
                identity.address(),
                identity.name(),
                reply,
                identity.signature(),
                identity.formatted(),
                account.value(),
                identity.address().key()
            };
            int changed = update(
                    connection,
                    "UPDATE writing_identity SET written = ?, name = ?, reply_to = ?, signature = ?, formatted = ?"
                            + " WHERE account = ? AND address = ?",
                    values);
            return changed > 0
                    ? changed
                    : update(
                            connection,
                            "INSERT INTO writing_identity (written, name, reply_to, signature, formatted, account,"
                                    + " address) VALUES (?, ?, ?, ?, ?, ?, ?)",
                            values);
        });
    }

    @Override
    public WritingHabits habits(AccountId account) {
        return transactions
                .read(connection -> all(
                        connection,
                        row -> new WritingHabits(
                                row.getInt(1) != 0,
                                Duration.ofSeconds(row.getInt(2)),
                                WritingHabits.Receipts.valueOf(row.getString(3))),
                        "SELECT rich, undo_seconds, receipts FROM writing_habit WHERE account = ?",
                        account.value()))
                .stream()
                .findFirst()
                .orElse(WritingHabits.DEFAULT);
    }

    @Override
    public void put(AccountId account, WritingHabits habits) {
        transactions.write(connection -> {
            Object[] values = {
                habits.rich() ? 1 : 0,
                (int) habits.undo().toSeconds(),
                habits.receipts().name(),
                account.value()
            };
            int changed = update(
                    connection,
                    "UPDATE writing_habit SET rich = ?, undo_seconds = ?, receipts = ? WHERE account = ?",
                    values);
            return changed > 0
                    ? changed
                    : update(
                            connection,
                            "INSERT INTO writing_habit (rich, undo_seconds, receipts, account) VALUES (?, ?, ?, ?)",
                            values);
        });
    }

    @Override
    public List<CannedReply> canned(AccountId account) {
        return transactions
                .read(connection -> all(connection, SqlWritingRecords::canned, CANNED, account.value()))
                .stream()
                .sorted(Comparator.comparing(CannedReply::title, String.CASE_INSENSITIVE_ORDER)
                        .thenComparing(CannedReply::id))
                .toList();
    }

    @Override
    public Optional<CannedReply> canned(AccountId account, String id) {
        return transactions
                .read(connection ->
                        all(connection, SqlWritingRecords::canned, CANNED + " AND id = ?", account.value(), id))
                .stream()
                .findFirst();
    }

    @Override
    public boolean put(AccountId account, CannedReply reply) {
        return transactions.write(connection -> {
            Object[] values = {reply.title(), reply.text(), reply.formatted(), account.value(), reply.id()};
            if (update(
                            connection,
                            "UPDATE writing_canned SET title = ?, text = ?, formatted = ? WHERE account = ? AND id = ?",
                            values)
                    > 0) {
                return true;
            }
            if (all(connection, row -> row.getString(1), CANNED, account.value())
                            .size()
                    >= MAX_CANNED) {
                return false;
            }
            update(
                    connection,
                    "INSERT INTO writing_canned (title, text, formatted, account, id) VALUES (?, ?, ?, ?, ?)",
                    values);
            return true;
        });
    }

    @Override
    public boolean removeCanned(AccountId account, String id) {
        return transactions.write(connection ->
                update(connection, "DELETE FROM writing_canned WHERE account = ? AND id = ?", account.value(), id) > 0);
    }

    @Override
    public void forget(AccountId account) {
        transactions.write(connection -> {
            for (String table : List.of("writing_identity", "writing_habit", "writing_canned")) {
                update(connection, "DELETE FROM " + table + " WHERE account = ?", account.value());
            }
            return account;
        });
    }
}
