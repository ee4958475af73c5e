package org.tassis.search;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.Quota;
import org.tassis.core.Secret;
import org.tassis.sql.DatabaseSettings;
import org.tassis.store.MailStore;
import org.tassis.testkit.LocalPostgres;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.store.SearchContract;
import org.tassis.testkit.store.TestQuotas;

/// The contract with an index of a store on PostgreSQL, where it is installed.
class PostgresSearchTest implements SearchContract {
    private static final TestQuotas QUOTAS = new TestQuotas();
    private static final TestClock CLOCK = new TestClock();
    private static SqlStore open;
    private static SearchIndex index;

    @BeforeAll
    static void open(@TempDir Path directory) {
        assumeTrue(LocalPostgres.shared().isPresent(), "PostgreSQL is installed");
        DatabaseSettings settings = new DatabaseSettings.PostgreSql(
                LocalPostgres.shared().orElseThrow().newDatabase(), LocalPostgres.USER, new Secret(""), 8);
        open = SqlStore.on(directory, settings, SqlStore.SETTINGS, QUOTAS, CLOCK);
        index = SearchIndex.start(open.store(), Indexed.settings(directory.resolve("search")));
    }

    @AfterAll
    static void close() {
        if (open != null) {
            index.close();
            open.close();
        }
    }

    @Override
    public void awaitIndexed(List<MailboxId> mailboxes) {
        Indexed.await(index, store(), mailboxes);
    }

    @Override
    public MailStore store() {
        return open.store();
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
