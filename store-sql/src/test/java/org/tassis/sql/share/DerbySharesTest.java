package org.tassis.sql.share;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.store.Shares;
import org.tassis.testkit.ShareContract;

class DerbySharesTest implements ShareContract {
    private static Database database;

    private final Shares shares = new SqlShares(database);

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
            for (String table : new String[] {"mailbox_access", "mailbox_access_owner"}) {
                statement.executeUpdate("DELETE FROM " + table);
            }
        }
    }

    @Override
    public Shares shares() {
        return shares;
    }
}
