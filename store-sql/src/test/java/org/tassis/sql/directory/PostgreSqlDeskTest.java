package org.tassis.sql.directory;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.tassis.core.Secret;
import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.access.AccessRecords;
import org.tassis.directory.desk.AuditRecords;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.DeskContract;
import org.tassis.testkit.LocalPostgres;

class PostgreSqlDeskTest implements DeskContract {
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

    @BeforeEach
    void empty() throws SQLException {
        DerbyDirectoryRecordsTest.emptyDirectory(database.orElseThrow());
    }

    @Override
    public DirectoryRecords records() {
        return new SqlDirectoryRecords(database.orElseThrow());
    }

    @Override
    public AuditRecords audit() {
        return new SqlAuditRecords(database.orElseThrow());
    }

    @Override
    public AccessRecords access() {
        return new SqlAccessRecords(database.orElseThrow());
    }
}
