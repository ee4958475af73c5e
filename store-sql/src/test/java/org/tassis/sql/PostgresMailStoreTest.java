package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Quota;
import org.tassis.store.MailStore;
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
