package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.StoreFixture.assertRefused;
import static org.tassis.testkit.store.StoreFixture.flags;
import static org.tassis.testkit.store.StoreFixture.ofSize;
import static org.tassis.testkit.store.StoreFixture.uids;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.Quota;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.Appended;
import org.tassis.store.Copied;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreFailure;
import org.tassis.store.Usage;
import org.tassis.testkit.TestMessages;

/// COPY and MOVE: RFC 9051 §6.4.7, §6.4.8.
interface MovingContract extends StoreFixture {
    @Test
    default void copiesAreNewMessagesOfTheSameContent() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        MailboxId target = newMailbox(account, "target");
        put(target, new byte[1], flags("first", "second"));
        byte[] octets = TestMessages.simple("a", "a");
        put(inbox, octets, flags("Second", SystemFlag.SEEN));
        put(inbox, "b");
        put(inbox, TestMessages.simple("c", "c"), flags("third", SystemFlag.DELETED));
        Usage before = store().usage(account);
        MailboxSnapshot source = now(inbox);
        clock().advance(Duration.ofMinutes(1));
        Copied copied = store().copy(inbox, uids(1, 3, 50), target);
        assertThat(copied.uidValidity()).isEqualTo(now(target).uidValidity());
        assertThat(copied.source()).containsExactly(1L, 3L);
        assertThat(copied.target()).containsExactly(2L, 3L);
        MailboxSnapshot copy = now(target);
        assertThat(copy.count()).isEqualTo(3);
        assertThat(copy.flags(1)).isEqualTo(flags("second", SystemFlag.SEEN));
        assertThat(copy.flags(2)).isEqualTo(flags("third", SystemFlag.DELETED));
        assertThat(copy.keywords()).containsExactly("first", "second", "third");
        assertThat(copy.contentId(1)).isEqualTo(source.contentId(0));
        assertThat(copy.id(1)).isNotEqualTo(source.id(0));
        assertThat(copy.internalDate(1)).isEqualTo(SOME_DATE.getEpochSecond());
        assertThat(copy.saveDate(1)).isEqualTo(clock().instant().getEpochSecond());
        assertThat(copy.modSeq(1)).isEqualTo(copy.highestModSeq());
        assertThat(store().message(copy, 1).octets(0, octets.length)).isEqualTo(octets);
        assertThat(now(inbox).since(source).isEmpty()).isTrue();
        assertThat(store().usage(account).bytes()).isEqualTo(before.bytes() + source.size(0) + source.size(2));
        assertThat(store().usage(account).messages()).isEqualTo(before.messages() + 2);
    }

    @Test
    default void copyWithinAMailbox() {
        MailboxId inbox = inbox(newAccount());
        putMany(inbox, 3);
        Copied copied = store().copy(inbox, UidSet.ALL, inbox);
        assertThat(copied.source()).containsExactly(1L, 2L, 3L);
        assertThat(copied.target()).containsExactly(4L, 5L, 6L);
        assertThat(now(inbox).count()).isEqualTo(6);
        assertThat(now(inbox).contentId(3)).isEqualTo(now(inbox).contentId(0));
        assertThat(now(inbox).id(3)).isNotEqualTo(now(inbox).id(0));
    }

    @Test
    default void copyAndMoveOfNothingChangeNothing() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        MailboxId target = mailbox(account, "Trash");
        put(inbox, "m");
        MailboxSnapshot before = now(target);
        for (Copied nothing :
                List.of(store().copy(inbox, uids(9), target), store().move(inbox, UidSet.EMPTY, target))) {
            assertThat(nothing.source()).isEmpty();
            assertThat(nothing.target()).isEmpty();
            assertThat(nothing.uidValidity()).isEqualTo(before.uidValidity());
        }
        assertThat(now(target).highestModSeq()).isEqualTo(before.highestModSeq());
    }

    @Test
    default void aCopyLivesOnWhenTheOriginalIsForgotten() {
        store().forget(clock().instant().plusSeconds(1)); // what other tests left
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        MailboxId target = mailbox(account, "Archive");
        byte[] octets = TestMessages.simple("a", "a");
        put(inbox, octets, Flags.NONE);
        store().copy(inbox, UidSet.ALL, target);
        store().expunge(inbox, UidSet.ALL);
        clock().advance(Duration.ofDays(31));
        assertThat(store().forget(clock().instant())).isEqualTo(1);
        assertThat(store().message(now(target), 0).octets(0, octets.length)).isEqualTo(octets);
    }

    @Test
    default void aCopyIsAllOrNone() {
        AccountId account = newAccount(Quota.ofBytes(350));
        MailboxId inbox = inbox(account);
        MailboxId target = mailbox(account, "Archive");
        put(inbox, ofSize(100), flags("fresh"));
        put(inbox, ofSize(100), Flags.NONE);
        assertRefused(StoreFailure.OverQuota.class, () -> store().copy(inbox, UidSet.ALL, target));
        assertThat(now(target).count()).isZero();
        assertThat(now(target).keywords()).isEmpty();
        assertThat(store().usage(account).bytes()).isEqualTo(200);
    }

    @Test
    default void movedMessagesStayTheSame() {
        AccountId account = newAccount(Quota.ofBytes(200));
        MailboxId inbox = inbox(account);
        MailboxId target = newMailbox(account, "target");
        Appended one = put(inbox, ofSize(100), flags("a", SystemFlag.SEEN));
        Appended two = put(inbox, ofSize(100), flags("b"));
        MailboxSnapshot before = now(inbox);
        Copied moved = store().move(inbox, uids(2, 3), target); // the account is full: a move needs no room
        assertThat(moved.source()).containsExactly(2L);
        assertThat(moved.target()).containsExactly(1L);
        assertThat(moved.uidValidity()).isEqualTo(now(target).uidValidity());
        MailboxSnapshot after = now(target);
        assertThat(after.id(0)).isEqualTo(two.id());
        assertThat(after.contentId(0)).isEqualTo(before.contentId(1));
        assertThat(after.flags(0)).isEqualTo(flags("b"));
        assertThat(after.internalDate(0)).isEqualTo(SOME_DATE.getEpochSecond());
        assertThat(now(inbox).uids()).isEqualTo(uids(1));
        assertThat(now(inbox).highestModSeq()).isGreaterThan(before.highestModSeq());
        assertThat(store().vanishedSince(inbox, before.highestModSeq())).isEqualTo(uids(2));
        assertThat(store().history(account, 10)).isEmpty();
        assertThat(store().usage(account).bytes()).isEqualTo(200);
        store().move(target, UidSet.ALL, inbox);
        assertThat(now(inbox).id(1)).isEqualTo(two.id());
        assertThat(now(inbox).uid(1)).isEqualTo(3);
        assertThat(now(inbox).id(0)).isEqualTo(one.id());
    }

    @Test
    default void moveWithinAMailboxGivesNewUids() {
        MailboxId inbox = inbox(newAccount());
        Appended one = putMany(inbox, 2).getFirst();
        MailboxSnapshot before = now(inbox);
        Copied moved = store().move(inbox, uids(1), inbox);
        assertThat(moved.target()).containsExactly(3L);
        assertThat(now(inbox).uids()).isEqualTo(uids(2, 3));
        assertThat(now(inbox).id(1)).isEqualTo(one.id());
        assertThat(store().vanishedSince(inbox, before.highestModSeq())).isEqualTo(uids(1));
        MailboxSnapshot.Difference difference = now(inbox).since(before);
        assertThat(difference).isEqualTo(new MailboxSnapshot.Difference(uids(1), UidSet.EMPTY, uids(3)));
    }

    @Test
    default void betweenAccountsTheQuotaOfTheTargetIsCharged() {
        AccountId ann = newAccount();
        AccountId bob = newAccount(Quota.ofBytes(150));
        MailboxId from = inbox(ann);
        MailboxId to = inbox(bob);
        put(from, ofSize(100), Flags.NONE);
        put(from, ofSize(100), Flags.NONE);
        assertRefused(StoreFailure.OverQuota.class, () -> store().move(from, UidSet.ALL, to));
        assertThat(now(from).count()).isEqualTo(2);
        store().move(from, uids(1), to);
        assertThat(store().usage(ann).bytes()).isEqualTo(100);
        assertThat(store().usage(bob).bytes()).isEqualTo(100);
        assertRefused(StoreFailure.OverQuota.class, () -> store().copy(from, UidSet.ALL, to));
        assertThat(store().history(ann, 5)).isEmpty();
        assertThat(Set.copyOf(store().history(bob, 5))).isEmpty();
    }
}
