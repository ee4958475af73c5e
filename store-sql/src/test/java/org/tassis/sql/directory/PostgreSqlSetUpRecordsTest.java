package org.tassis.sql.directory;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.tassis.core.Secret;
import org.tassis.directory.setup.SetUpRecords;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.LocalPostgres;
import org.tassis.testkit.SetUpContract;

/// Two nodes on one database take turns, call by call.
class PostgreSqlSetUpRecordsTest implements SetUpContract {
    private static List<Database> nodes = List.of();

    private final AtomicInteger turn = new AtomicInteger();

    @BeforeAll
    static void open() {
        Optional<LocalPostgres> server = LocalPostgres.shared();
        assumeTrue(server.isPresent(), "PostgreSQL is not installed");
        DatabaseSettings settings =
                new DatabaseSettings.PostgreSql(server.get().newDatabase(), LocalPostgres.USER, new Secret(""), 8);
        nodes = List.of(Database.open(settings), Database.open(settings));
    }

    @AfterAll
    static void close() {
        nodes.forEach(Database::close);
    }

    @BeforeEach
    void empty() throws SQLException {
        SqlUsageFixture.delete(nodes.getFirst(), "decision", "program_link");
    }

    private Database node() {
        return nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));
    }

    @Override
    public SetUpRecords setUp() {
        return new SqlSetUpRecords(node());
    }
}
