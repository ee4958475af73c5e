package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.StoreFixture.assertRefused;
import static org.tassis.testkit.store.StoreFixture.flags;
import static org.tassis.testkit.store.StoreFixture.ofSize;
import static org.tassis.testkit.store.StoreFixture.uids;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.MessageId;
import org.tassis.core.Quota;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.Appended;
import org.tassis.store.Change;
import org.tassis.store.Departed;
import org.tassis.store.Expunged;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Remembered;
import org.tassis.store.StoreFailure;
import org.tassis.store.StoredMessage;
import org.tassis.store.Subscription;
import org.tassis.testkit.TestMessages;

/// Expunge, what vanished, history and restore.
interface HistoryContract extends StoreFixture {
    @Test
    default void expungedMessagesAreRemembered() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        List<Appended> put = putMany(inbox, 3);
        MailboxSnapshot before = now(inbox);
        clock().advance(Duration.ofSeconds(10));
        Expunged expunged = store().expunge(inbox, uids(1, 3, 8));
        assertThat(expunged.uids()).isEqualTo(uids(1, 3));
        assertThat(expunged.modSeq()).isGreaterThan(before.highestModSeq());
        assertThat(now(inbox).highestModSeq()).isEqualTo(expunged.modSeq());
        assertThat(now(inbox).uids()).isEqualTo(uids(2));
        assertThat(store().usage(account).messages()).isEqualTo(1);
        assertThat(store().usage(account).bytes()).isEqualTo(before.size(1));
        List<Remembered> history = store().history(account, 10);
        Instant at = history.getFirst().expungedAt();
        assertThat(Duration.between(at, clock().instant())).isLessThan(Duration.ofSeconds(1));
        assertThat(history)
                .containsExactlyInAnyOrder(
                        new Remembered(
                                put.get(0).id(),
                                inbox,
                                MailboxName.INBOX,
                                1,
                                expunged.modSeq(),
                                before.size(0),
                                SOME_DATE,
                                at),
                        new Remembered(
                                put.get(2).id(),
                                inbox,
                                MailboxName.INBOX,
                                3,
                                expunged.modSeq(),
                                before.size(2),
                                SOME_DATE,
                                at));
        assertThat(store().expunge(inbox, uids(1, 3))).isEqualTo(new Expunged(UidSet.EMPTY, expunged.modSeq()));
        assertThat(store().history(account, 10)).hasSize(2);
    }

    @Test
    default void whatIsRememberedCanBeLookedAt() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        byte[] octets = TestMessages.simple("seen no more", "text");
        put(inbox, octets, Flags.NONE);
        store().expunge(inbox, uids(1));
        Remembered entry = store().history(account, 1).getFirst();
        StoredMessage message = store().message(account, entry);
        assertThat(message.octets(0, octets.length)).isEqualTo(octets);
        assertThat(message.structure().envelope().subject()).contains("seen no more");
        AccountId other = newAccount();
        inbox(other);
        assertRefused(
                StoreFailure.Gone.class, () -> store().message(other, entry).octets(0, 1));
        restored(account, Set.of(entry.id()));
        assertRefused(
                StoreFailure.Gone.class, () -> store().message(account, entry).octets(0, 1));
    }

    @Test
    default void historyIsNewestFirstAndLimited() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        List<Appended> put = putMany(inbox, 4);
        for (long uid : new long[] {3, 1, 4, 2}) {
            clock().advance(Duration.ofSeconds(2));
            store().expunge(inbox, uids(uid));
        }
        assertThat(store().history(account, 3))
                .extracting(Remembered::id)
                .containsExactly(put.get(1).id(), put.get(3).id(), put.get(0).id());
        assertThat(store().history(newAccount(), 3)).isEmpty();
    }

    @Test
    default void whatLeftTogetherIsToldPageByPage() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        putMany(inbox, 6);
        MailboxId shop =
                store().create(account, new MailboxName("Shop"), Set.of()).id();
        put(shop, "of the shop");
        Expunged first = store().expunge(inbox, uids(5));
        Expunged together = store().expunge(inbox, uids(1, 2, 4));
        store().move(inbox, uids(3), shop);
        List<Remembered> page = store().expunged(account, inbox, together.modSeq(), 0, 2);
        assertThat(page).extracting(Remembered::uid).containsExactly(1L, 2L);
        assertThat(page).extracting(Remembered::mailbox).containsOnly(MailboxName.INBOX);
        assertThat(store().expunged(account, inbox, together.modSeq(), 2, 2))
                .extracting(Remembered::uid)
                .containsExactly(4L);
        assertThat(store().expunged(account, inbox, together.modSeq(), 4, 2)).isEmpty();
        assertThat(store().expunged(account, inbox, first.modSeq(), 0, 2))
                .extracting(Remembered::uid)
                .containsExactly(5L);
        assertThat(store().expunged(newAccount(), inbox, together.modSeq(), 0, 2))
                .as("of somebody else")
                .isEmpty();
        restored(account, Set.of(page.getFirst().id()));
        assertThat(store().expunged(account, inbox, together.modSeq(), 0, 2))
                .extracting(Remembered::uid)
                .containsExactly(2L, 4L);
        List<Change.Vanished> heard = new CopyOnWriteArrayList<>();
        try (Subscription _ = store().watchAll(change -> {
            if (change instanceof Change.Vanished vanished) {
                heard.add(vanished);
            }
        })) {
            store().delete(account, new MailboxName("Shop"));
            while (heard.isEmpty()) {
                Thread.onSpinWait();
            }
        }
        Change.Vanished last = heard.getFirst();
        assertThat(store().expunged(account, last.mailbox(), last.modSeq(), 0, 9))
                .as("with the folder they were in")
                .hasSize(2);
    }

    @Test
    default void restoredMessagesAreTheSameUnderNewUids() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        byte[] octets = TestMessages.simple("precious", "thing");
        Appended one = put(inbox, octets, flags(SystemFlag.SEEN, "kept"));
        Appended two = put(inbox, "two");
        Appended three = put(inbox, "three");
        MailboxSnapshot before = now(inbox);
        store().expunge(inbox, uids(1, 2));
        MailboxSnapshot without = now(inbox);
        List<Appended> restored =
                restored(account, Set.of(one.id(), two.id(), three.id(), new MessageId(Long.MAX_VALUE)));
        assertThat(restored)
                .containsExactly(
                        new Appended(inbox, before.uidValidity(), 4, one.id()),
                        new Appended(inbox, before.uidValidity(), 5, two.id()));
        MailboxSnapshot after = now(inbox);
        assertThat(after.uids()).isEqualTo(UidSet.of(3, 5));
        int index = after.indexOf(4);
        assertThat(after.flags(index)).isEqualTo(flags(SystemFlag.SEEN, "kept"));
        assertThat(after.internalDate(index)).isEqualTo(SOME_DATE.getEpochSecond());
        assertThat(after.contentId(index)).isEqualTo(before.contentId(0));
        assertThat(after.modSeq(index)).isGreaterThan(without.highestModSeq());
        assertThat(store().message(after, index).octets(0, octets.length)).isEqualTo(octets);
        assertThat(store().history(account, 10)).isEmpty();
        assertThat(store().usage(account).bytes()).isEqualTo(after.bytes()).isEqualTo(before.bytes());
        assertThat(store().vanishedSince(inbox, before.highestModSeq())).isEqualTo(uids(1, 2));
        assertThat(restored(account, Set.of(one.id()))).isEmpty();
        store().expunge(inbox, uids(4));
        assertThat(store().history(account, 10)).extracting(Remembered::id).containsExactly(one.id());
    }

    @Test
    default void onlyTheOwnHistoryIsRestored() {
        AccountId ann = newAccount();
        Appended message = put(inbox(ann), "hers");
        store().expunge(message.mailbox(), UidSet.ALL);
        Departed hers = store().history(ann, 1).getFirst().departed();
        assertThat(store().restore(newAccount(), List.of(hers))).isEmpty();
        assertThat(store().history(ann, 1)).hasSize(1);
    }

    @Test
    default void restoreTakesWhatLeftThenAndNothingElse() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        List<Appended> put = putMany(inbox, 9);
        Expunged first = store().expunge(inbox, uids(1, 2, 3, 5, 8));
        Expunged second = store().expunge(inbox, uids(4, 6));
        MailboxId shop = newMailbox(account, "Shop");
        Appended sold = put(shop, "sold");
        Expunged third = store().delete(account, new MailboxName("Shop"));
        assertThat(third.uids()).isEqualTo(uids(1));
        List<Departed> wanted = List.of(
                new Departed(shop, third.modSeq(), third.uids()),
                new Departed(inbox, first.modSeq(), uids(1, 3, 4, 8, 77)),
                new Departed(inbox, first.modSeq(), uids(8)), // named twice
                new Departed(inbox, first.modSeq() + 1_000, uids(2)),
                new Departed(inbox, second.modSeq(), uids(1, 6)),
                new Departed(inbox, second.modSeq(), UidSet.EMPTY));
        assertThat(store().restore(account, wanted))
                .extracting(Appended::id)
                .containsExactlyInAnyOrder(
                        put.get(0).id(),
                        put.get(2).id(),
                        put.get(5).id(),
                        put.get(7).id(),
                        sold.id());
        assertThat(now(inbox).uids()).isEqualTo(uids(7, 9, 10, 11, 12, 13, 14));
        assertThat(now(inbox).id(2))
                .as("in the order in which they were there")
                .isEqualTo(put.get(0).id());
        assertThat(now(inbox).id(5)).isEqualTo(put.get(7).id());
        assertThat(store().history(account, 10))
                .extracting(Remembered::id)
                .containsExactlyInAnyOrder(
                        put.get(1).id(), put.get(3).id(), put.get(4).id());
        assertThat(store().restore(account, wanted)).as("once").isEmpty();
    }

    @Test
    default void restoreOverQuotaIsRefusedWhole() {
        AccountId account = newAccount(Quota.ofBytes(250));
        MailboxId inbox = inbox(account);
        Appended one = put(inbox, ofSize(100), Flags.NONE);
        Appended two = put(inbox, ofSize(100), Flags.NONE);
        store().expunge(inbox, UidSet.ALL);
        put(inbox, ofSize(100), Flags.NONE);
        assertRefused(StoreFailure.OverQuota.class, () -> restored(account, Set.of(one.id(), two.id())));
        assertThat(now(inbox).count()).isEqualTo(1);
        assertThat(store().history(account, 5)).hasSize(2);
        assertThat(restored(account, Set.of(one.id()))).hasSize(1);
        assertThat(store().usage(account).bytes()).isEqualTo(200);
    }

    @Test
    default void vanishedIsExact() { // RFC 7162 §3.2.5
        MailboxId inbox = inbox(newAccount());
        putMany(inbox, 10);
        long start = now(inbox).highestModSeq();
        assertThat(store().vanishedSince(inbox, start)).isEqualTo(UidSet.EMPTY);
        long first = store().expunge(inbox, uids(2, 3)).modSeq();
        put(inbox, "eleven");
        long second = store().expunge(inbox, uids(1, 9)).modSeq();
        assertThat(store().vanishedSince(inbox, start)).isEqualTo(uids(1, 2, 3, 9));
        assertThat(store().vanishedSince(inbox, first - 1)).isEqualTo(uids(1, 2, 3, 9));
        assertThat(store().vanishedSince(inbox, first)).isEqualTo(uids(1, 9));
        assertThat(store().vanishedSince(inbox, second - 1)).isEqualTo(uids(1, 9));
        assertThat(store().vanishedSince(inbox, second)).isEqualTo(UidSet.EMPTY);
        assertThat(store().vanishedSince(inbox, second + 100)).isEqualTo(UidSet.EMPTY);
        assertThat(store().vanishedSince(inbox, 0)).isEqualTo(uids(1, 2, 3, 9));
    }

    @Test
    default void forgottenHistoryIsGoneAndVanishedStillCoversIt() {
        store().forget(clock().instant().plusSeconds(1)); // what other tests left
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        List<Appended> put = putMany(inbox, 6);
        long start = now(inbox).highestModSeq();
        store().expunge(inbox, uids(1, 2));
        clock().advance(Duration.ofDays(20));
        Instant between = clock().instant();
        clock().advance(Duration.ofDays(11));
        long later = now(inbox).highestModSeq();
        store().expunge(inbox, uids(4));
        assertThat(store().forget(between)).isEqualTo(2);
        assertThat(store().history(account, 9))
                .extracting(Remembered::id)
                .containsExactly(put.get(3).id());
        assertThat(restored(account, Set.of(put.get(0).id()))).isEmpty();
        UidSet vanished = store().vanishedSince(inbox, start);
        assertThat(uids(1, 2, 4).stream()).allMatch(vanished::contains);
        assertThat(uids(3, 5, 6).stream()).noneMatch(vanished::contains);
        assertThat(store().vanishedSince(inbox, later)).isEqualTo(uids(4));
        assertThat(store().forget(between)).isZero();
        assertThat(store().usage(account).messages()).isEqualTo(3);
    }

    @Test
    default void anOpenedMessageIsReadUntilItIsForgotten() {
        MailboxId inbox = inbox(newAccount());
        byte[] octets = TestMessages.simple("a", "b");
        put(inbox, octets, Flags.NONE);
        MailboxSnapshot before = now(inbox);
        store().expunge(inbox, UidSet.ALL);
        StoredMessage message = store().message(before, 0);
        assertThat(message.octets(0, octets.length)).isEqualTo(octets);
        clock().advance(Duration.ofDays(31));
        store().forget(clock().instant());
        StoredMessage after = store().message(before, 0);
        assertRefused(StoreFailure.Gone.class, () -> after.octets(0, octets.length));
        assertRefused(StoreFailure.Gone.class, after::structure);
        assertRefused(StoreFailure.Gone.class, () -> after.send(new SunkOctets(), 0, octets.length));
    }

    @Test
    default void forgettingLeavesTheLivingAlone() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        byte[] octets = TestMessages.simple("a", "b");
        List<Appended> twice = store().deliver(
                        TestMessages.content(octets),
                        SOME_DATE,
                        List.of(
                                new org.tassis.store.Destination(inbox, Flags.NONE),
                                new org.tassis.store.Destination(inbox, Flags.NONE)));
        store().expunge(inbox, uids(1));
        restored(account, Set.of(twice.getFirst().id()));
        store().expunge(inbox, uids(2));
        clock().advance(Duration.ofDays(31));
        store().forget(clock().instant());
        MailboxSnapshot snapshot = now(inbox);
        Set<MessageId> ids = java.util.stream.IntStream.range(0, snapshot.count())
                .mapToObj(snapshot::id)
                .collect(Collectors.toSet());
        assertThat(ids).containsExactly(twice.getFirst().id());
        assertThat(store().message(snapshot, 0).octets(0, octets.length)).isEqualTo(octets);
    }
}
