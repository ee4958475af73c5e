package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.StoreFixture.assertRefused;
import static org.tassis.testkit.store.StoreFixture.flags;
import static org.tassis.testkit.store.StoreFixture.uids;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.Appended;
import org.tassis.store.Destination;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.StoredMessage;
import org.tassis.testkit.TestMessages;

/// Accounts that are forgotten for ever.
interface PurgeContract extends StoreFixture {
    /// More than an implementation is likely to do in one step.
    int MANY = 2_100;

    @Test
    default void nothingIsLeftOfAPurgedAccount() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        MailboxId deep = newMailbox(account, "a/b");
        Appended first = put(inbox, TestMessages.simple("one", "two"), flags(SystemFlag.SEEN, "kept"));
        putMany(inbox, 4);
        putMany(deep, 2);
        store().move(inbox, uids(5), deep);
        store().expunge(inbox, uids(2));
        MailboxId dropped = newMailbox(account, "dropped");
        putMany(dropped, 2);
        store().delete(account, new MailboxName("dropped"));
        store().subscribe(account, new MailboxName("not there"), true);
        MailboxSnapshot before = now(inbox);
        assertThat(store().purge(account)).isEqualTo(9);
        for (MailboxId gone : List.of(inbox, deep, dropped)) {
            assertRefused(StoreFailure.NoSuchMailbox.class, () -> now(gone));
            assertRefused(StoreFailure.NoSuchMailbox.class, () -> put(gone, "late"));
        }
        StoredMessage opened = store().message(before, 0);
        assertRefused(StoreFailure.Gone.class, () -> opened.octets(0, 1));
        assertThat(store().purge(account)).isZero();
        assertIsNew(account, Set.of(inbox, deep), first);
    }

    /// As if it had never been there; ids are not given again.
    private void assertIsNew(AccountId account, Set<MailboxId> was, Appended first) {
        assertThat(store().usage(account).messages()).isZero();
        assertThat(store().usage(account).bytes()).isZero();
        assertThat(store().history(account, 10)).isEmpty();
        assertThat(restored(account, Set.of(first.id()))).isEmpty();
        assertThat(store().subscriptions(account)).doesNotContain(new MailboxName("not there"));
        assertThat(store().mailboxes(account))
                .extracting(Mailbox::name)
                .contains(MailboxName.INBOX)
                .doesNotContain(new MailboxName("a/b"), new MailboxName("a"));
        MailboxId inbox = inbox(account);
        assertThat(was).doesNotContain(inbox);
        assertThat(now(inbox).count()).isZero();
        assertThat(put(inbox, "new life").id()).isNotEqualTo(first.id());
    }

    @Test
    default void aPurgedAccountStaysPurged() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        Appended first = put(inbox, "one");
        MailboxId deep = newMailbox(account, "a/b");
        store().purge(account);
        reopened();
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> now(inbox));
        assertIsNew(account, Set.of(inbox, deep), first);
    }

    @Test
    default void othersKeepWhatTheyShareWithAPurgedAccount() {
        AccountId ann = newAccount();
        AccountId bob = newAccount();
        byte[] octets = TestMessages.simple("for both", "stored once");
        store().deliver(
                        TestMessages.content(octets),
                        SOME_DATE,
                        List.of(new Destination(inbox(ann), Flags.NONE), new Destination(inbox(bob), Flags.NONE)));
        Appended old = put(inbox(bob), "old");
        store().expunge(inbox(bob), UidSet.of(old.uid()));
        store().purge(ann);
        MailboxSnapshot kept = now(inbox(bob));
        assertThat(store().message(kept, 0).octets(0, octets.length)).isEqualTo(octets);
        assertThat(store().history(bob, 5)).hasSize(1);
        assertThat(restored(bob, Set.of(old.id()))).hasSize(1);
        store().purge(bob);
        assertRefused(StoreFailure.Gone.class, () -> store().message(kept, 0).octets(0, 1));
    }

    @Test
    default void anAccountThatWasNeverUsedIsPurgedToo() {
        assertThat(store().purge(newAccount())).isZero();
    }

    @Test
    default void aLargeAccountIsPurgedWhileOthersWrite() throws Exception {
        AccountId large = newAccount();
        MailboxId crowded = newMailbox(large, "crowded");
        putMany(crowded, MANY);
        MailboxId other = inbox(newAccount());
        Callable<Long> purge = () -> store().purge(large);
        Callable<Long> write = () -> {
            for (int i = 0; i < 20; i++) {
                put(other, "meanwhile " + i);
            }
            return 20L;
        };
        Callable<Long> intrude = () -> {
            try {
                put(crowded, "intruder");
                return 1L;
            } catch (StoreException e) {
                assertThat(e.failure()).isInstanceOf(StoreFailure.NoSuchMailbox.class);
                return 0L;
            }
        };
        List<Long> done = StoreFixture.together(List.of(purge, write, intrude));
        assertThat(done.get(0)).isEqualTo(MANY + done.get(2));
        assertThat(now(other).count()).isEqualTo(20);
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> now(crowded));
    }
}
