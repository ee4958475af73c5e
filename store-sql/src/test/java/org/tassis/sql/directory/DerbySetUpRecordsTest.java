package org.tassis.sql.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;

class DerbySetUpRecordsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:39:06.123Z");

    @Test
    void decisionsAndLinksOutliveTheProcess(@TempDir Path directory) {
        DatabaseSettings settings = new DatabaseSettings.Embedded(directory.resolve("database"));
        try (Database database = Database.open(settings)) {
            SqlSetUpRecords records = new SqlSetUpRecords(database);
            assertThat(records.decided("hostname")).isEmpty();
            records.decide("hostname", Optional.of("mail.example.org"));
            records.decide("hostname", Optional.of("mx.example.org"));
            records.addLink("ab".repeat(32), new AccountId(7), NOW, NOW.plusSeconds(60));
        }
        try (Database database = Database.open(settings)) {
            SqlSetUpRecords records = new SqlSetUpRecords(database);
            assertThat(records.decided("hostname")).contains("mx.example.org");
            records.decide("hostname", Optional.empty());
            assertThat(records.decided("hostname")).isEmpty();
            assertThat(records.link("ab".repeat(32), NOW)).contains(new AccountId(7));
            assertThat(records.link("ab".repeat(32), NOW.plusSeconds(60))).isEmpty();
            assertThat(records.link("cd".repeat(32), NOW)).isEmpty();
            Instant later = NOW.plus(Duration.ofDays(1));
            records.addLink("cd".repeat(32), new AccountId(8), later, later.plusSeconds(60));
            assertThat(records.link("ab".repeat(32), NOW))
                    .as("forgotten when its time was over")
                    .isEmpty();
        }
    }
}
