package org.tassis.sql.spam;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.mailflow.spam.SpamMemory;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.SpamMemoryContract;

class DerbySpamMemoryTest implements SpamMemoryContract {
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
        EmptySpamTables.in(database);
    }

    @Override
    public SpamMemory memory() {
        return new SqlSpamMemory(database);
    }

    @Override
    public SpamMemory again() {
        return new SqlSpamMemory(database);
    }
}
