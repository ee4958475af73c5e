package org.tassis.sql.migration;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.tassis.core.Secret;
import org.tassis.migration.imap.PullRecords;
import org.tassis.migration.job.JobRecords;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.sql.secret.TestSecrets;
import org.tassis.store.PopIds;
import org.tassis.testkit.LocalPostgres;

class PostgreSqlMigrationTest implements MigrationContract {
    private static Optional<Database> database = Optional.empty();

    @BeforeAll
    static void open() {
        Optional<LocalPostgres> server = LocalPostgres.shared();
        assumeTrue(server.isPresent(), "PostgreSQL is not installed");
        database = Optional.of(Database.open(
                new DatabaseSettings.PostgreSql(server.get().newDatabase(), LocalPostgres.USER, new Secret(""), 8)));
    }

    @AfterAll
    static void close() {
        database.ifPresent(Database::close);
    }

    @Override
    public JobRecords jobs() {
        return new SqlJobs(database.orElseThrow(), TestSecrets.BOX);
    }

    @Override
    public PullRecords pulls() {
        return new SqlPulls(database.orElseThrow());
    }

    @Override
    public PopIds popIds() {
        return new SqlPopIds(database.orElseThrow());
    }
}
