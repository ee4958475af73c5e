package org.tassis.sql;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Quota;
import org.tassis.mailflow.queue.QueueStore;
import org.tassis.store.MailStore;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.queue.QueueContract;
import org.tassis.testkit.store.TestQuotas;

/// The queue's contract on Derby. One store serves all tests; some of them open it again.
class DerbyQueueTest implements QueueContract {
    private static final TestQuotas QUOTAS = new TestQuotas();
    private static final TestClock CLOCK = new TestClock();
    private static TestStore open;

    @BeforeAll
    static void open(@TempDir Path directory) {
        open = TestStore.derby(directory, TestStore.SETTINGS, QUOTAS, CLOCK);
    }

    @AfterAll
    static void close() {
        open.close();
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
        open = TestStore.derby(open.directory, TestStore.SETTINGS, QUOTAS, CLOCK);
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
