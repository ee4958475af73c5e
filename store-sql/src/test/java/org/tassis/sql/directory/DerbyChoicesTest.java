package org.tassis.sql.directory;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.directory.choice.ChoiceRecords;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.ChoiceContract;

class DerbyChoicesTest implements ChoiceContract {
    private static Database database;

    private final ChoiceRecords choices = new SqlChoices(database);

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
            statement.executeUpdate("DELETE FROM owner_choice");
        }
    }

    @Override
    public ChoiceRecords choices() {
        return choices;
    }
}
