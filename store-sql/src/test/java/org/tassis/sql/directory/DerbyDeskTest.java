package org.tassis.sql.directory;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.access.AccessRecords;
import org.tassis.directory.desk.AuditRecords;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.DeskContract;

class DerbyDeskTest implements DeskContract {
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
        DerbyDirectoryRecordsTest.emptyDirectory(database);
    }

    @Override
    public DirectoryRecords records() {
        return new SqlDirectoryRecords(database);
    }

    @Override
    public AuditRecords audit() {
        return new SqlAuditRecords(database);
    }

    @Override
    public AccessRecords access() {
        return new SqlAccessRecords(database);
    }
}
