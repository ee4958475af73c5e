package org.tassis.sql.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.directory.setup.SetUpRecords;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.SetUpContract;

class DerbySetUpRecordsTest implements SetUpContract {
    private static Database database;

    @BeforeAll
    static void open(@TempDir Path directory) {
        database = Database.open(new DatabaseSettings.Embedded(directory.resolve("database")));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        SqlUsageFixture.delete(database, "decision", "program_link");
    }

    @Override
    public SetUpRecords setUp() {
        return new SqlSetUpRecords(database);
    }

    @Test
    void decisionsAndLinksOutliveTheProcess(@TempDir Path directory) {
        DatabaseSettings settings = new DatabaseSettings.Embedded(directory.resolve("database"));
        try (Database first = Database.open(settings)) {
            new SqlSetUpRecords(first).decide("hostname", Optional.of("mail.example.org"));
            new SqlSetUpRecords(first).addLink("ab".repeat(32), ANN, NOW, NOW.plusSeconds(60));
        }
        try (Database second = Database.open(settings)) {
            assertThat(new SqlSetUpRecords(second).decided("hostname")).contains("mail.example.org");
            assertThat(new SqlSetUpRecords(second).link("ab".repeat(32), NOW)).contains(ANN);
        }
    }
}
