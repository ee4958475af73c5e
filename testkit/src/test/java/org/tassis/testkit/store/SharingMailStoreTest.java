package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.InMemoryShares;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.Rights;
import org.tassis.store.Shares;
import org.tassis.store.Shares.Entry;
import org.tassis.store.Shares.Grantee;
import org.tassis.store.SharingMailStore;
import org.tassis.testkit.TestClock;

class SharingMailStoreTest implements MailStoreContract {
    private static final AccountId FRIEND = new AccountId(987_654);

    private final TestClock clock = new TestClock();
    private final TestQuotas quotas = new TestQuotas();
    private final Shares shares = new InMemoryShares();
    private final MailStore store = new SharingMailStore(new InMemoryMailStore(quotas, clock), shares);

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

    private Mailbox shared(AccountId account, String name) {
        Mailbox mailbox = store.create(account, new MailboxName(name), Set.of());
        shares.change(account, mailbox.id(), new Grantee.One(FRIEND), false, _ -> Rights.parse("lr")
                .orElseThrow());
        return mailbox;
    }

    @Test
    void newMailboxesAreSharedAsWhatTheyAreBelow() {
        AccountId account = newAccount(Quota.UNLIMITED);
        List<Entry> entries = shares.of(shared(account, "Projects").id());
        assertThat(entries).hasSize(1);
        Mailbox deep = store.create(account, new MailboxName("Projects/Alps/Passes"), Set.of());
        Mailbox between =
                store.mailbox(account, new MailboxName("Projects/Alps")).orElseThrow();
        Mailbox beside = store.create(account, new MailboxName("Projects2"), Set.of());
        assertThat(shares.of(deep.id())).isEqualTo(entries);
        assertThat(shares.of(between.id())).isEqualTo(entries);
        assertThat(shares.of(beside.id())).isEmpty();
    }

    @Test
    void aMailboxThatCannotBeSharedIsMadeAllTheSame() {
        AccountId account = newAccount(Quota.UNLIMITED);
        Mailbox above = shared(account, "Projects");
        for (int i = 1; i < Shares.MAX_OF_ACCOUNT; i++) {
            MailboxId full = new MailboxId(1_000_000 + i / Shares.MAX_ENTRIES);
            shares.change(account, full, new Grantee.One(new AccountId(i)), false, _ -> Rights.ALL);
        }
        Mailbox below = store.create(account, new MailboxName("Projects/Alps"), Set.of());
        assertThat(store.mailbox(account, below.name())).contains(below);
        assertThat(shares.of(below.id())).isEmpty();
        assertThat(shares.of(above.id())).hasSize(1);
    }

    @Test
    void whoSharedADeletedMailboxIsForgotten() {
        AccountId account = newAccount(Quota.UNLIMITED);
        Mailbox mailbox = shared(account, "Projects");
        store.delete(account, mailbox.name());
        assertThat(shares.of(mailbox.id())).isEmpty();
        assertThat(shares.reach(FRIEND, -1)).isEmpty();
        Mailbox again = store.create(account, mailbox.name(), Set.of());
        assertThat(shares.of(again.id())).isEmpty();
    }
}
