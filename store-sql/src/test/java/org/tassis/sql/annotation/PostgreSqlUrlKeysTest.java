package org.tassis.sql.annotation;

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
import org.tassis.sql.secret.SecretBox;
import org.tassis.sql.secret.TestSecrets;
import org.tassis.store.UrlKeys;
import org.tassis.testkit.LocalPostgres;
import org.tassis.testkit.UrlKeyContract;

/// Two nodes on one database take turns, call by call.
class PostgreSqlUrlKeysTest implements UrlKeyContract {
    private static List<Database> nodes = List.of();

    private final SecretBox box = TestSecrets.BOX;
    private final List<UrlKeys> keys =
            nodes.stream().map(node -> (UrlKeys) new SqlUrlKeys(node, box)).toList();
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
        DerbyUrlKeysTest.empty(nodes.getFirst());
    }

    @Override
    public UrlKeys keys() {
        return keys.get(Math.floorMod(turn.getAndIncrement(), keys.size()));
    }
}
