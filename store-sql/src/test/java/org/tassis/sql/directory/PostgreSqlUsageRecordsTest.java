package org.tassis.sql.directory;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.tassis.core.AccountId;
import org.tassis.core.Quota;
import org.tassis.core.Secret;
import org.tassis.directory.UsageRecords;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.LocalPostgres;
import org.tassis.testkit.UsageContract;

/// Two nodes on one database take turns, call by call.
class PostgreSqlUsageRecordsTest implements UsageContract {
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
        SqlUsageFixture.empty(nodes.getFirst());
    }

    private Database node() {
        return nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));
    }

    private SqlUsageFixture people() {
        return new SqlUsageFixture(node());
    }

    @Override
    public UsageRecords usage() {
        return new SqlUsageRecords(node());
    }

    @Override
    public AccountId mailbox(String login, Quota quota, long used) throws SQLException {
        return people().mailbox(login, quota, used);
    }

    @Override
    public void use(AccountId account, long used) throws SQLException {
        people().use(account, used);
    }

    @Override
    public void remove(AccountId account) throws SQLException {
        people().remove(account);
    }
}
