package org.tassis.sql.migration;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.migration.imap.PullRecords;
import org.tassis.migration.job.JobRecords;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.sql.secret.TestSecrets;
import org.tassis.store.PopIds;

class DerbyMigrationTest implements MigrationContract {
    private static Database database;

    @BeforeAll
    static void open(@TempDir Path directory) {
        database = Database.open(new DatabaseSettings.Embedded(directory.resolve("database")));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    public JobRecords jobs() {
        return new SqlJobs(database, TestSecrets.BOX);
    }

    @Override
    public PullRecords pulls() {
        return new SqlPulls(database);
    }

    @Override
    public PopIds popIds() {
        return new SqlPopIds(database);
    }
}
