package org.tassis.testkit.queue;

import org.tassis.core.AccountId;
import org.tassis.core.Quota;
import org.tassis.mailflow.queue.InMemoryQueue;
import org.tassis.mailflow.queue.QueueStore;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.store.TestQuotas;

class InMemoryQueueTest implements QueueContract {
    private final TestClock clock = new TestClock();
    private final TestQuotas quotas = new TestQuotas();
    private final MailStore store = new InMemoryMailStore(quotas, clock);
    private final QueueStore queue = new InMemoryQueue(store);

    @Override
    public MailStore store() {
        return store;
    }

    @Override
    public QueueStore queue() {
        return queue;
    }

    @Override
    public TestClock clock() {
        return clock;
    }

    @Override
    public AccountId newAccount(Quota quota) {
        return quotas.newAccount(quota);
    }

    @Override
    public void setQuota(AccountId account, Quota quota) {
        quotas.set(account, quota);
    }
}
