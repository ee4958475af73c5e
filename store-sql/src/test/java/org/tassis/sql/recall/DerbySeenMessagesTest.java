package org.tassis.sql.recall;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.mailflow.filter.SeenMessages;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.SeenMessagesContract;

class DerbySeenMessagesTest implements SeenMessagesContract {
    private static Database database;

    private RecallFixture<SeenMessages> fixture;

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
        fixture = new RecallFixture<>(List.of(database), SqlSeenMessages::new);
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    @Override
    public SeenMessages messages() {
        return fixture.first();
    }

    @Override
    public SeenMessages again() {
        return fixture.again();
    }
}
