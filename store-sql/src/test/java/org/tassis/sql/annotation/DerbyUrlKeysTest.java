package org.tassis.sql.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.sql.secret.SecretBox;
import org.tassis.sql.secret.TestSecrets;
import org.tassis.store.UrlKeys;
import org.tassis.testkit.UrlKeyContract;

class DerbyUrlKeysTest implements UrlKeyContract {
    private static Database database;

    private final UrlKeys keys = new SqlUrlKeys(database, TestSecrets.BOX);

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
        empty(database);
    }

    static void empty(Database database) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM url_key");
        }
    }

    @Override
    public UrlKeys keys() {
        return keys;
    }

    @Test
    void keysAreSealed() throws SQLException {
        String key = HexFormat.of().formatHex(keys.key(ANN, INBOX));
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT key_hex FROM url_key")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).startsWith(SecretBox.SEALED).doesNotContain(key);
        }
    }
}
