package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.StoreFixture.assertRefused;
import static org.tassis.testkit.store.StoreFixture.flags;
import static org.tassis.testkit.store.StoreFixture.ofSize;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.Quota;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.Appended;
import org.tassis.store.Change;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.Remembered;
import org.tassis.store.Replaced;
import org.tassis.store.StoreFailure;
import org.tassis.store.Subscription;
import org.tassis.testkit.TestMessages;

/// REPLACE: RFC 8508.
interface ReplacingContract extends StoreFixture {
    private static NewMessage message(byte[] octets, Flags flags) {
        return new NewMessage(TestMessages.content(octets), flags, SOME_DATE);
    }

    @Test
    default void aReplacementStandsInThePlaceOfWhatItReplaces() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        put(inbox, ofSize(100), Flags.NONE);
        put(inbox, ofSize(200), Flags.NONE);
        long before = now(inbox).highestModSeq();
        Replaced replaced = store().replace(inbox, 1, inbox, message(ofSize(30), flags("new", SystemFlag.SEEN)));
        MailboxSnapshot now = now(inbox);
        assertThat(replaced.appended().uid()).isEqualTo(3);
        assertThat(replaced.expunged().uids()).isEqualTo(UidSet.of(1));
        assertThat(replaced.expunged().modSeq()).isGreaterThan(before).isLessThanOrEqualTo(now.highestModSeq());
        assertThat(now.count()).isEqualTo(2);
        assertThat(now.uid(0)).isEqualTo(2);
        assertThat(now.uid(1)).isEqualTo(3);
        assertThat(now.flags(1)).isEqualTo(flags("new", SystemFlag.SEEN));
        assertThat(now.internalDate(1)).isEqualTo(SOME_DATE.getEpochSecond());
        assertThat(store().message(now, 1).octets(0, 30)).isEqualTo(ofSize(30));
        assertThat(store().vanishedSince(inbox, before)).isEqualTo(UidSet.of(1));
        assertThat(store().usage(account).bytes()).isEqualTo(230);
        assertThat(store().usage(account).messages()).isEqualTo(2);
        assertThat(store().history(account, 10)).extracting(Remembered::uid).containsExactly(1L);
    }

    @Test
    default void aReplacementMayStandInAnotherMailbox() {
        AccountId account = newAccount();
        MailboxId drafts = mailbox(account, "Drafts");
        MailboxId sent = mailbox(account, "Sent");
        put(drafts, "draft");
        Replaced replaced = store().replace(drafts, 1, sent, message(ofSize(10), Flags.NONE));
        assertThat(replaced.appended().mailbox()).isEqualTo(sent);
        assertThat(replaced.appended().uidValidity()).isEqualTo(now(sent).uidValidity());
        assertThat(now(drafts).count()).isZero();
        assertThat(now(sent).count()).isEqualTo(1);
        assertThat(store().usage(account).bytes()).isEqualTo(10);
    }

    @Test
    default void whatIsGoneIsNotReplaced() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        Appended old = put(inbox, "old");
        store().expunge(inbox, UidSet.of(old.uid()));
        MailboxSnapshot before = now(inbox);
        assertRefused(StoreFailure.Gone.class, () -> store().replace(
                        inbox, old.uid(), inbox, message(ofSize(10), flags("other"))));
        assertThat(now(inbox).since(before).isEmpty()).isTrue();
        assertThat(now(inbox).keywords()).isEmpty();
        assertThat(store().usage(account).messages()).isZero();
    }

    @Test
    default void whatGoesMakesRoomForWhatComes() {
        AccountId account = newAccount(new Quota(100, 1));
        MailboxId inbox = inbox(account);
        put(inbox, ofSize(90), Flags.NONE);
        MailboxSnapshot before = now(inbox);
        assertRefused(
                StoreFailure.OverQuota.class, () -> store().replace(inbox, 1, inbox, message(ofSize(101), Flags.NONE)));
        assertThat(now(inbox).since(before).isEmpty()).isTrue();
        store().replace(inbox, 1, inbox, message(ofSize(100), Flags.NONE));
        assertThat(store().usage(account).freeBytes()).isZero();
        assertThat(now(inbox).count()).isEqualTo(1);
    }

    @Test
    default void aReplacementIsTwoChangesInTheirOrder() throws InterruptedException {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        put(inbox, "old");
        BlockingQueue<Change> heard = new LinkedBlockingQueue<>();
        try (Subscription _ = store().watch(account, heard::add)) {
            store().replace(inbox, 1, inbox, message(ofSize(10), Flags.NONE));
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isInstanceOf(Change.Vanished.class);
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isInstanceOf(Change.Arrived.class);
        }
    }
}
