package org.tassis.search;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.Quota;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.store.SearchContract;
import org.tassis.testkit.store.TestQuotas;

/// The contract with an index of the reference store.
class InMemorySearchTest implements SearchContract {
    private final TestClock clock = new TestClock();
    private final TestQuotas quotas = new TestQuotas();
    private final MailStore store = new InMemoryMailStore(quotas, clock);
    private SearchIndex index;

    @BeforeEach
    void open(@TempDir Path directory) {
        index = SearchIndex.start(store, Indexed.settings(directory));
    }

    @AfterEach
    void close() {
        index.close();
        store.close();
    }

    @Override
    public void awaitIndexed(List<MailboxId> mailboxes) {
        Indexed.await(index, store, mailboxes);
    }

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
