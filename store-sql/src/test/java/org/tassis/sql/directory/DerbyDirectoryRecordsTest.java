package org.tassis.sql.directory;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.directory.DirectoryRecords;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.DirectoryContract;

class DerbyDirectoryRecordsTest implements DirectoryContract {
    private static Database database;

    private final DirectoryRecords records = new SqlDirectoryRecords(database);

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
        emptyDirectory(database);
    }

    static void emptyDirectory(Database database) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            for (String table :
                    new String[] {"alias", "forward", "auto_reply", "credential", "address", "account", "domain"}) {
                statement.executeUpdate("DELETE FROM directory_" + table);
            }
            statement.executeUpdate("DELETE FROM audit_entry");
            for (String table :
                    new String[] {"second_factor", "passkey", "recovery_code", "session", "login", "token"}) {
                statement.executeUpdate("DELETE FROM access_" + table);
            }
            statement.executeUpdate("DELETE FROM directory_customer WHERE id > 1");
            statement.executeUpdate("DELETE FROM directory_removed_plan");
            statement.executeUpdate(
                    "DELETE FROM directory_plan WHERE plan_key NOT IN ('light', 'recommended', 'extended')");
        }
    }

    @Override
    public DirectoryRecords records() {
        return records;
    }
}
