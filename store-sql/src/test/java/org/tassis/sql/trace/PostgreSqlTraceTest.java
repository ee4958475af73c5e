package org.tassis.sql.trace;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.tassis.core.Secret;
import org.tassis.mailflow.trace.Trace;
import org.tassis.mailflow.trace.TraceSearch;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.LocalPostgres;
import org.tassis.testkit.TraceContract;

class PostgreSqlTraceTest implements TraceContract {
    private static Optional<Database> database = Optional.empty();

    private SqlTrace trace;
    private SqlTrace other;

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
        DerbyTraceTest.empty(database.orElseThrow());
        trace = new SqlTrace(database.orElseThrow(), InstantSource.fixed(NOW));
        other = new SqlTrace(database.orElseThrow(), InstantSource.fixed(NOW));
    }

    @AfterEach
    void end() {
        trace.close();
        other.close();
    }

    @Override
    public Trace trace() {
        return trace;
    }

    @Override
    public TraceSearch search() {
        trace.flush();
        return other;
    }
}
