package org.tassis.testkit.store;

import org.tassis.core.AccountId;
import org.tassis.core.Quota;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.testkit.TestClock;

class InMemoryMailStoreTest implements MailStoreContract {
    private final TestClock clock = new TestClock();
    private final TestQuotas quotas = new TestQuotas();
    private final MailStore store = new InMemoryMailStore(quotas, clock);

    @Override
    public MailStore store() {
        return store;
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
