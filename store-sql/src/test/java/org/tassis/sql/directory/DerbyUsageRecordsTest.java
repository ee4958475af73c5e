package org.tassis.sql.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.directory.CustomerId;
import org.tassis.directory.NewAccount;
import org.tassis.directory.UsageRecords.Growing;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;

class DerbyUsageRecordsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 1);

    @Test
    void whoGrowsIsFullOnADay(@TempDir Path directory) throws SQLException {
        try (Database database = Database.open(new DatabaseSettings.Embedded(directory.resolve("database")))) {
            SqlDirectoryRecords records = new SqlDirectoryRecords(database);
            SqlUsageRecords usage = new SqlUsageRecords(database);
            AccountId growing = mailbox(database, records, "growing", Quota.ofBytes(1000), 400);
            AccountId idle = mailbox(database, records, "idle", Quota.ofBytes(1000), 700);
            mailbox(database, records, "endless", Quota.UNLIMITED, 1L << 40);
            assertThat(usage.sample(TODAY.minusDays(10))).isTrue();
            assertThat(usage.sample(TODAY.minusDays(10))).isFalse();
            set(database, growing, 600);
            assertThat(usage.sample(TODAY)).isTrue();

            assertThat(usage.growing(Optional.empty(), 50, TODAY, 10))
                    .extracting(Growing::account)
                    .containsExactly(idle, growing);
            Growing one = usage.growing(Optional.empty(), 50, TODAY, 10).get(1);
            assertThat(one.percent()).isEqualTo(60);
            assertThat(one.daysLeft(TODAY)).hasValue(20);
            assertThat(usage.growing(Optional.empty(), 50, TODAY, 10).getFirst().daysLeft(TODAY))
                    .isEmpty();
            assertThat(usage.growing(Optional.of(new CustomerId(2)), 50, TODAY, 10))
                    .isEmpty();
            assertThat(usage.totals()).hasSize(2);
            assertThat(usage.totals().getLast().bytes()).isEqualTo(1300 + (1L << 40));
        }
    }

    @Test
    void whatIsOldIsKeptSparselyAndThenForgotten(@TempDir Path directory) throws SQLException {
        try (Database database = Database.open(new DatabaseSettings.Embedded(directory.resolve("database")))) {
            mailbox(database, new SqlDirectoryRecords(database), "one", Quota.ofBytes(1000), 700);
            SqlUsageRecords usage = new SqlUsageRecords(database);
            for (int day = 100; day >= 0; day--) {
                usage.sample(TODAY.minusDays(day));
            }
            assertThat(usage.totals()).hasSizeBetween(13, 15);
            assertThat(usage.totals().getFirst().day()).isAfterOrEqualTo(TODAY.minusDays(42));
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

    private static void set(Database database, AccountId account, long used) throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE store_account SET bytes = ? WHERE id = ?")) {
            update.setLong(1, used);
            update.setLong(2, account.value());
            update.executeUpdate();
        }
    }
}
