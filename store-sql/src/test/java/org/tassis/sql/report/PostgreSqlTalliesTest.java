package org.tassis.sql.report;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.tassis.core.Secret;
import org.tassis.mailflow.report.Tallies;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.LocalPostgres;
import org.tassis.testkit.TalliesContract;

class PostgreSqlTalliesTest implements TalliesContract {
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
        DerbyTalliesTest.empty(database.orElseThrow());
    }

    @Override
    public Tallies tallies() {
        return new SqlTallies(database.orElseThrow());
    }
}
