package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.directory.NewAccount;
import org.tassis.sql.Database;

/// Mailboxes with sizes, for what is written down of them.
record SqlUsageFixture(Database database) {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    static void empty(Database database) throws SQLException {
        DerbyDirectoryRecordsTest.emptyDirectory(database);
        delete(database, "usage_sample", "store_account");
    }

    static void delete(Database database, String... tables) throws SQLException {
        try (Connection connection = database.connection();
                Statement delete = connection.createStatement()) {
            for (String table : tables) {
                delete.executeUpdate("DELETE FROM " + table);
            }
        }
    }

    AccountId mailbox(String login, Quota quota, long used) throws SQLException {
        AccountId id = new SqlDirectoryRecords(database)
                .addAccount(NewAccount.named(new Login(login)).withQuota(quota), Optional.empty(), NOW)
                .account()
                .id();
        update("INSERT INTO store_account (bytes, id, messages, version) VALUES (?, ?, 1, 0)", used, id);
        return id;
    }

    void use(AccountId account, long used) throws SQLException {
        update("UPDATE store_account SET bytes = ? WHERE id = ?", used, account);
    }

    void remove(AccountId account) throws SQLException {
        update("UPDATE directory_account SET removed = ? WHERE id = ?", NOW.toEpochMilli(), account);
    }

    private void update(String statement, long value, AccountId account) throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement update = connection.prepareStatement(statement)) {
            update.setLong(1, value);
            update.setLong(2, account.value());
            update.executeUpdate();
        }
    }
}
