package org.tassis.sql.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.directory.NewAccount;
import org.tassis.directory.QuotaRecords.Filling;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;

class DerbyQuotaRecordsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void mailboxesThatFillUpAreFound(@TempDir Path directory) throws SQLException {
        try (Database database = Database.open(new DatabaseSettings.Embedded(directory.resolve("database")))) {
            SqlDirectoryRecords records = new SqlDirectoryRecords(database);
            SqlQuotaRecords quotas = new SqlQuotaRecords(database);
            AccountId half = mailbox(database, records, "half", Quota.ofBytes(1000), 500);
            AccountId full = mailbox(database, records, "full", Quota.ofBytes(1000), 801);
            mailbox(database, records, "endless", Quota.UNLIMITED, 1L << 40);
            AccountId gone = mailbox(database, records, "gone", Quota.ofBytes(10), 10);
            records.changeAccount(gone, record -> record.withRemoved(Optional.of(NOW)));
            assertThat(quotas.filling(80)).containsExactly(new Filling(full, 801, 1000, 0));
            assertThat(quotas.filling(81)).isEmpty();
            quotas.warned(half, 90);
            assertThat(quotas.filling(81)).containsExactly(new Filling(half, 500, 1000, 90));
            quotas.warned(half, 0);
            assertThat(quotas.filling(81)).isEmpty();
        }
    }

    private static AccountId mailbox(
            Database database, SqlDirectoryRecords records, String login, Quota quota, long used) throws SQLException {
        AccountId id = records.addAccount(NewAccount.named(new Login(login)).withQuota(quota), Optional.empty(), NOW)
                .account()
                .id();
        try (Connection connection = database.connection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO store_account (id, bytes, messages, version) VALUES (?, ?, 1, 0)")) {
            insert.setLong(1, id.value());
            insert.setLong(2, used);
            insert.executeUpdate();
        }
        return id;
    }
}
