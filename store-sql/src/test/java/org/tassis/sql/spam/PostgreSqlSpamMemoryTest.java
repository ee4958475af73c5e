package org.tassis.sql.spam;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.tassis.core.Secret;
import org.tassis.mailflow.spam.SpamMemory;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.LocalPostgres;
import org.tassis.testkit.SpamMemoryContract;

class PostgreSqlSpamMemoryTest implements SpamMemoryContract {
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
        EmptySpamTables.in(database.orElseThrow());
    }

    @Override
    public SpamMemory memory() {
        return new SqlSpamMemory(database.orElseThrow());
    }

    @Override
    public SpamMemory again() {
        return memory();
    }
}
