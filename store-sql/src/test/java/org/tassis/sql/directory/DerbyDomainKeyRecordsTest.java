package org.tassis.sql.directory;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.DomainKeyRecords;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.sql.secret.TestSecrets;
import org.tassis.testkit.DomainKeyContract;

class DerbyDomainKeyRecordsTest implements DomainKeyContract {
    private static Database database;

    private final DirectoryRecords domains = new SqlDirectoryRecords(database);
    private final DomainKeyRecords keys = new SqlDomainKeyRecords(database, TestSecrets.BOX);

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
    public DirectoryRecords domains() {
        return domains;
    }

    @Override
    public DomainKeyRecords keys() {
        return keys;
    }
}
