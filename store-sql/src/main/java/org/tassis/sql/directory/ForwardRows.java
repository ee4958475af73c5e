package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.directory.AutoReply;
import org.tassis.directory.Forward;

/// Rows of `directory_forward` and `directory_auto_reply`: one of each for an account at most. The caller has
/// locked the account when it writes.
final class ForwardRows {
    Optional<Forward> forward(Connection connection, AccountId account) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT targets, keep_copy, enabled, changed, removed FROM directory_forward WHERE account = ?")) {
            select.setLong(1, account.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Forward(
                                Columns.addresses(row.getString(1)),
                                row.getInt(2) != 0,
                                row.getInt(3) != 0,
                                Instant.ofEpochMilli(row.getLong(4)),
                                Columns.instant(row, 5)))
                        : Optional.empty();
            }
        }
    }

    void set(Connection connection, AccountId account, Forward forward) throws SQLException {
        delete(connection, "directory_forward", account);
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO directory_forward (account, targets, keep_copy, enabled, changed, removed)"
                        + " VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, account.value());
            insert.setString(2, Columns.lines(forward.targets()));
            insert.setInt(3, forward.keepCopy() ? 1 : 0);
            insert.setInt(4, forward.enabled() ? 1 : 0);
            insert.setLong(5, forward.changed().toEpochMilli());
            Columns.setInstant(insert, 6, forward.removed());
            insert.executeUpdate();
        }
    }

    Optional<AutoReply> autoReply(Connection connection, AccountId account) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT subject, answer, starts, ends, interval_seconds, enabled, changed,"
                        + " removed FROM directory_auto_reply WHERE account = ?")) {
            select.setLong(1, account.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new AutoReply(
                                row.getString(1),
                                row.getString(2),
                                Columns.instant(row, 3),
                                Columns.instant(row, 4),
                                Duration.ofSeconds(row.getLong(5)),
                                row.getInt(6) != 0,
                                Instant.ofEpochMilli(row.getLong(7)),
                                Columns.instant(row, 8)))
                        : Optional.empty();
            }
        }
    }

    void set(Connection connection, AccountId account, AutoReply reply) throws SQLException {
        delete(connection, "directory_auto_reply", account);
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO directory_auto_reply (account, subject, answer, starts, ends, interval_seconds, enabled,"
                        + " changed, removed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, account.value());
            insert.setString(2, reply.subject());
            insert.setString(3, reply.text());
            Columns.setInstant(insert, 4, reply.from());
            Columns.setInstant(insert, 5, reply.until());
            insert.setLong(6, reply.interval().toSeconds());
            insert.setInt(7, reply.enabled() ? 1 : 0);
            insert.setLong(8, reply.changed().toEpochMilli());
            Columns.setInstant(insert, 9, reply.removed());
            insert.executeUpdate();
        }
    }

    void deleteAll(Connection connection, AccountId account) throws SQLException {
        delete(connection, "directory_forward", account);
        delete(connection, "directory_auto_reply", account);
    }

    private static void delete(Connection connection, String table, AccountId account) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + table + " WHERE account = ?")) {
            delete.setLong(1, account.value());
            delete.executeUpdate();
        }
    }

    int purge(Connection connection, Instant removedBefore) throws SQLException {
        return Columns.deleteRemoved(connection, "directory_forward", removedBefore)
                + Columns.deleteRemoved(connection, "directory_auto_reply", removedBefore);
    }
}
