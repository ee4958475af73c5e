package org.tassis.sql.share;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.tassis.core.Secret;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.store.Shares;
import org.tassis.testkit.LocalPostgres;
import org.tassis.testkit.ShareContract;

/// Two nodes on one database take turns, call by call.
class PostgreSqlSharesTest implements ShareContract {
    private static List<Database> nodes = List.of();

    private final List<Shares> shares =
            nodes.stream().map(node -> (Shares) new SqlShares(node)).toList();
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
        DerbySharesTest.empty(nodes.getFirst());
    }

    @Override
    public Shares shares() {
        return shares.get(Math.floorMod(turn.getAndIncrement(), shares.size()));
    }
}
