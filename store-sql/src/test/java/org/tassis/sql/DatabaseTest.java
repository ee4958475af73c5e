package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    @Test
    void aDatabaseIsCreatedOnceAndFoundAgain(@TempDir Path directory) throws SQLException {
        var settings = new DatabaseSettings.Embedded(directory.resolve("derby"));
        try (var database = Database.open(settings);
                var connection = database.connection();
                var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE store_number SET next_value = 7 WHERE name = 'id'");
        }
        try (var database = Database.open(settings);
                var connection = database.connection();
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT next_value FROM store_number WHERE name = 'id'")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getLong(1)).isEqualTo(7);
        }
    }

    @Test
    void aDatabaseOfANewerProgramIsRefused(@TempDir Path directory) throws SQLException {
        var settings = new DatabaseSettings.Embedded(directory.resolve("derby"));
        try (var database = Database.open(settings);
                var connection = database.connection();
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "INSERT INTO \"schema_history\" SELECT 99, '99', 'to come', \"type\", 'V99__to_come.sql',"
                            + " 1, \"installed_by\", \"installed_on\", 1, \"success\" FROM \"schema_history\""
                            + " WHERE \"installed_rank\" = 1");
        }
        assertThatThrownBy(() -> Database.open(settings))
                .hasMessageContaining("newer than this program")
                .hasMessageContaining("99");
    }

    @Test
    void aDataDirectoryHasOneHolder(@TempDir Path directory) {
        try (var held = DataDirectory.open(directory.resolve("data"))) {
            assertThat(held.path()).exists();
            assertThatThrownBy(() -> DataDirectory.open(directory.resolve("data")))
                    .isInstanceOf(DataDirectory.InUse.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        DataDirectory.open(directory.resolve("data")).close();
    }
}
