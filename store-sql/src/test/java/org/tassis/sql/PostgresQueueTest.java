package org.tassis.sql;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Quota;
import org.tassis.mailflow.queue.QueueStore;
import org.tassis.store.MailStore;
import org.tassis.testkit.LocalPostgres;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.queue.QueueContract;
import org.tassis.testkit.store.TestQuotas;

/// The queue's contract on PostgreSQL, where it is installed.
class PostgresQueueTest implements QueueContract {
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
    public QueueStore queue() {
        return open.store.queue();
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
}
