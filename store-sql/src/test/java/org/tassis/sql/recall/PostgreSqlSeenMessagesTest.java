package org.tassis.sql.recall;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.tassis.core.Secret;
import org.tassis.mailflow.filter.SeenMessages;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.LocalPostgres;
import org.tassis.testkit.SeenMessagesContract;

/// What one node remembers, the other knows.
class PostgreSqlSeenMessagesTest implements SeenMessagesContract {
    private static List<Database> nodes = List.of();

    private RecallFixture<SeenMessages> fixture;

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
        fixture = new RecallFixture<>(nodes, SqlSeenMessages::new);
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    @Override
    public SeenMessages messages() {
        return fixture.first();
    }

    @Override
    public SeenMessages again() {
        return fixture.again();
    }
}
