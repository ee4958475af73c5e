package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Quota;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;
import org.tassis.testkit.LocalPostgres;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.store.MailStoreContract;
import org.tassis.testkit.store.TestQuotas;

/// The contract on PostgreSQL, where it is installed.
class PostgresMailStoreTest implements MailStoreContract {
    private static final TestQuotas QUOTAS = new TestQuotas();
    private static final TestClock CLOCK = new TestClock();
    private static DatabaseSettings settings;
    private static Path home;
    private static TestStore open;

    @BeforeAll
    static void open(@TempDir Path directory) {
        assumeTrue(LocalPostgres.shared().isPresent(), "PostgreSQL is installed");
        home = directory;
        settings = TestStore.postgres(LocalPostgres.shared().orElseThrow().newDatabase());
        open = TestStore.on(home, settings, TestStore.SETTINGS, QUOTAS, CLOCK);
    }

    @AfterAll
    static void close() {
        if (open != null) {
            open.close();
        }
    }

    @Override
    public MailStore store() {
        return open.store;
    }

    @Override
    public MailStore reopened() {
        open.close();
        open = TestStore.on(home, settings, TestStore.SETTINGS, QUOTAS, CLOCK);
        return open.store;
    }

    @Override
    public TestClock clock() {
        return CLOCK;
    }

    @Override
    public AccountId newAccount(Quota quota) {
        return QUOTAS.newAccount(quota);
    }

    @Override
    public void setQuota(AccountId account, Quota quota) {
        QUOTAS.set(account, quota);
    }

    @Test
    void aDatabaseHasOneStore(@TempDir Path other) {
        assertThatThrownBy(() -> TestStore.on(other, settings, TestStore.SETTINGS, QUOTAS, CLOCK))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in use by another");
        store().mailboxes(newAccount(Quota.UNLIMITED));
    }

    /// What was committed is there once, and said to be there.
    @Test
    @Timeout(120)
    void anAnswerThatIsLostDoublesNothing(@TempDir Path other) throws Exception {
        String url = LocalPostgres.shared().orElseThrow().newDatabase();
        int port = URI.create(url.substring("jdbc:".length())).getPort();
        try (LossyProxy proxy = new LossyProxy(port);
                TestStore store = TestStore.on(
                        other,
                        TestStore.postgres(
                                url.replace(":" + port, ":" + proxy.port()) + "?prepareThreshold=0"), // COMMIT in words
                        TestStore.SETTINGS,
                        QUOTAS,
                        CLOCK)) {
            var inbox = store.inbox(TestStore.ANN);
            store.append(inbox, TestStore.octets("first", 100));
            int rounds = 10;
            int writers = 8;
            for (int round = 0; round < rounds; round++) {
                proxy.loseTheNextAnswer();
                List<Future<?>> all = new ArrayList<>();
                try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int writer = 0; writer < writers; writer++) {
                        String text = "round " + round + " writer " + writer;
                        all.add(threads.submit(() -> store.append(inbox, TestStore.octets(text, 100))));
                    }
                }
                for (Future<?> one : all) {
                    one.get(); // nobody was refused
                }
                assertThat(proxy.hasLostIt()).isTrue();
            }
            assertThat(store.store.snapshot(inbox).count()).isEqualTo(1 + rounds * writers);
        }
    }

    /// As when the database is started again, or a firewall forgets connections.
    @Test
    @Timeout(120)
    void lostConnectionsAreReplaced(@TempDir Path other) throws Exception {
        AccountId account = newAccount(Quota.UNLIMITED);
        var inbox = inbox(account);
        List<Long> acknowledged = new CopyOnWriteArrayList<>();
        AtomicInteger refused = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < 4; writer++) {
                threads.submit(() -> {
                    while (!stop.get()) {
                        try {
                            acknowledged.add(put(inbox, "written meanwhile").uid());
                        } catch (StoreException e) {
                            refused.incrementAndGet();
                        }
                    }
                });
            }
            for (int round = 0; round < 5; round++) {
                int before = acknowledged.size();
                terminateAllConnections();
                while (acknowledged.size() < before + 20) {
                    Thread.onSpinWait();
                }
            }
            stop.set(true);
        }
        assertThat(now(inbox).uids().stream().boxed()).containsAll(acknowledged);
        assertThat(now(inbox).count()).isLessThanOrEqualTo(acknowledged.size() + refused.get());
        open.store.keepLock();
        assertThatThrownBy(() -> TestStore.on(other, settings, TestStore.SETTINGS, QUOTAS, CLOCK))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in use by another");
        terminateAllConnections();
        assertThat(store().history(account, 10)).isEmpty(); // a reader that comes first
        var uids = now(inbox).uids();
        reopened();
        assertThat(now(inbox).uids()).isEqualTo(uids);
        assertThat(uids.stream().boxed()).containsAll(acknowledged);
    }

    /// Another server starts while this one has lost its connections: two would ruin the mail.
    @Test
    @Timeout(60)
    void aStoreWhoseDatabaseWasTakenWritesNoMore(@TempDir Path other) throws Exception {
        var inbox = inbox(newAccount(Quota.UNLIMITED));
        DatabaseSettings own =
                TestStore.postgres(LocalPostgres.shared().orElseThrow().newDatabase());
        try (TestStore first = TestStore.on(other.resolve("1"), own, TestStore.SETTINGS, QUOTAS, CLOCK)) {
            var hers = first.inbox(TestStore.ANN);
            terminate(first.database);
            try (TestStore second = TestStore.on(other.resolve("2"), own, TestStore.SETTINGS, QUOTAS, CLOCK)) {
                first.store.keepLock();
                assertThatThrownBy(() -> first.append(hers, TestStore.octets("late", 100)))
                        .isInstanceOf(StoreException.class);
                second.append(hers, TestStore.octets("in time", 100));
            }
        }
        put(inbox, "others do not mind");
    }

    private static void terminateAllConnections() throws SQLException {
        terminate(open.database);
    }

    /// All of its database, the one that says so included.
    private static void terminate(Database database) throws SQLException {
        for (int attempt = 0; ; attempt++) {
            try (Connection connection = database.connection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
                statement.execute("SELECT pg_terminate_backend(pg_backend_pid())");
                return;
            } catch (SQLException e) {
                if ("57P01".equals(e.getSQLState()) || attempt == 20) {
                    return; // as asked
                }
            }
        }
    }

    @Test
    void theDoctorFindsNothing() throws Exception {
        var inbox = inbox(newAccount(Quota.UNLIMITED));
        putMany(inbox, 20);
        store().expunge(inbox, uids(3, 4, 9));
        open.close();
        try (Database database = Database.open(settings)) {
            assertThat(new Doctor(home.resolve("volumes"), database, true, _ -> {})
                            .examine()
                            .findings())
                    .isEmpty();
        }
        reopened();
    }

    private static org.tassis.core.UidSet uids(long... uids) {
        return org.tassis.testkit.store.StoreFixture.uids(uids);
    }
}
