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
