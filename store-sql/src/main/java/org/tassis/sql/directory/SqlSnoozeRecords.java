package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MessageId;
import org.tassis.mailflow.snooze.Snooze;
import org.tassis.mailflow.snooze.SnoozeRecords;
import org.tassis.sql.Database;

/// In the table `snooze`. Any thread; the caller closes the database.
public final class SqlSnoozeRecords implements SnoozeRecords {
    private static final String COLUMNS = "SELECT account, message, folder, origin, wakes FROM snooze ";

    private final Transactions transactions;

    public SqlSnoozeRecords(Database database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public void put(Collection<Snooze> snoozes) {
        transactions.write(connection -> {
            for (Snooze one : snoozes) {
                delete(connection, one.account(), one.message());
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO snooze (account, message, folder, origin, wakes) VALUES (?, ?, ?, ?, ?)")) {
                for (Snooze one : snoozes) {
                    insert.setLong(1, one.account().value());
                    insert.setLong(2, one.message().value());
                    insert.setLong(3, one.folder().value());
                    insert.setLong(4, one.from().value());
                    insert.setLong(5, one.until().toEpochMilli());
                    insert.addBatch();
                }
                return insert.executeBatch().length;
            }
        });
    }

    @Override
    public List<Snooze> of(AccountId account) {
        return transactions.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(COLUMNS + "WHERE account = ? ORDER BY wakes, message")) {
                select.setLong(1, account.value());
                return read(select);
            }
        });
    }

    @Override
    public List<Snooze> due(Instant now, int limit) {
        return transactions.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(COLUMNS + "WHERE wakes <= ? ORDER BY wakes, account, message")) {
                select.setLong(1, now.toEpochMilli());
                select.setMaxRows(limit);
                return read(select);
            }
        });
    }

    private static List<Snooze> read(PreparedStatement select) throws SQLException {
        List<Snooze> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(new Snooze(
                        new AccountId(rows.getLong(1)),
                        new MessageId(rows.getLong(2)),
                        new MailboxId(rows.getLong(3)),
                        new MailboxId(rows.getLong(4)),
                        Instant.ofEpochMilli(rows.getLong(5))));
            }
        }
        return found;
    }

    @Override
    public void remove(AccountId account, Collection<MessageId> messages) {
        transactions.write(connection -> {
            for (MessageId message : messages) {
                delete(connection, account, message);
            }
            return messages.size();
        });
    }

    private static void delete(Connection connection, AccountId account, MessageId message) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM snooze WHERE account = ? AND message = ?")) {
            delete.setLong(1, account.value());
            delete.setLong(2, message.value());
            delete.executeUpdate();
        }
    }

    @Override
    public void purge(AccountId account) {
        transactions.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM snooze WHERE account = ?")) {
                delete.setLong(1, account.value());
                return delete.executeUpdate();
            }
        });
    }
}
