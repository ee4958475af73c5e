package org.tassis.sql.migration;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.MessageId;
import org.tassis.sql.Database;
import org.tassis.store.PopIds;

/// In the table `pop_id`. Which accounts have any is remembered, so that all others are asked for nothing.
/// Any thread; the caller closes the database.
public final class SqlPopIds implements PopIds {
    private final MigrationSql sql;
    private Optional<Set<Long>> accounts = Optional.empty();

    public SqlPopIds(Database database) {
        this.sql = new MigrationSql(database);
    }

    @Override
    public Map<MessageId, String> of(AccountId account) {
        if (!accounts().contains(account.value())) {
            return Map.of();
        }
        return sql.run(connection -> {
            Map<MessageId, String> ids = new HashMap<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT message, uidl FROM pop_id WHERE account = ?")) {
                select.setLong(1, account.value());
                select.setFetchSize(1000);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        ids.put(new MessageId(rows.getLong(1)), rows.getString(2));
                    }
                }
            }
            return ids;
        });
    }

    private synchronized Set<Long> accounts() {
        if (accounts.isEmpty()) {
            accounts = Optional.of(sql.run(connection -> {
                Set<Long> found = new HashSet<>();
                try (PreparedStatement select = connection.prepareStatement("SELECT DISTINCT account FROM pop_id");
                        ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(rows.getLong(1));
                    }
                }
                return found;
            }));
        }
        return Set.copyOf(accounts.get());
    }

    @Override
    public void keep(AccountId account, Map<MessageId, String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        sql.run(connection -> {
            try (PreparedStatement delete =
                            connection.prepareStatement("DELETE FROM pop_id WHERE account = ? AND message = ?");
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO pop_id (account, message, uidl) VALUES (?, ?, ?)")) {
                for (Map.Entry<MessageId, String> one : ids.entrySet()) {
                    delete.setLong(1, account.value());
                    delete.setLong(2, one.getKey().value());
                    delete.addBatch();
                    insert.setLong(1, account.value());
                    insert.setLong(2, one.getKey().value());
                    insert.setString(3, one.getValue());
                    insert.addBatch();
                }
                delete.executeBatch();
                return insert.executeBatch();
            }
        });
        synchronized (this) {
            accounts = Optional.empty();
        }
    }

    @Override
    public void forget(AccountId account) {
        sql.run(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM pop_id WHERE account = ?")) {
                delete.setLong(1, account.value());
                return delete.executeUpdate();
            }
        });
    }
}
