package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.StoreFixture.assertRefused;
import static org.tassis.testkit.store.StoreFixture.flags;
import static org.tassis.testkit.store.StoreFixture.ofSize;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MessageId;
import org.tassis.core.Quota;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.message.MessageContent;
import org.tassis.store.Appended;
import org.tassis.store.Destination;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.StoreFailure;
import org.tassis.store.StoredMessage;
import org.tassis.testkit.TestMessages;

/// Messages coming in, their octets, and quota.
interface WritingContract extends StoreFixture {
    private static NewMessage message(byte[] octets) {
        return new NewMessage(TestMessages.content(octets), Flags.NONE, SOME_DATE);
    }

    @Test
    default void anAppendedMessageIsAllThere() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        clock().advance(Duration.ofSeconds(5));
        byte[] octets = TestMessages.simple("hello", "world");
        Appended appended = put(inbox, octets, flags(SystemFlag.FLAGGED, "$Work"));
        MailboxSnapshot snapshot = now(inbox);
        assertThat(appended.mailbox()).isEqualTo(inbox);
        assertThat(appended.uidValidity()).isEqualTo(snapshot.uidValidity());
        assertThat(appended.uid()).isEqualTo(1);
        assertThat(snapshot.count()).isEqualTo(1);
        assertThat(snapshot.uid(0)).isEqualTo(1);
        assertThat(snapshot.uidNext()).isEqualTo(2);
        assertThat(snapshot.indexOf(1)).isZero();
        assertThat(snapshot.id(0)).isEqualTo(appended.id());
        assertThat(snapshot.size(0)).isEqualTo(octets.length);
        assertThat(snapshot.bytes()).isEqualTo(octets.length);
        assertThat(snapshot.unseen()).isEqualTo(1);
        assertThat(snapshot.deleted()).isZero();
        assertThat(snapshot.internalDate(0)).isEqualTo(SOME_DATE.getEpochSecond());
        assertThat(snapshot.saveDate(0)).isEqualTo(clock().instant().getEpochSecond());
        assertThat(snapshot.flags(0)).isEqualTo(flags(SystemFlag.FLAGGED, "$work"));
        assertThat(snapshot.keywords()).containsExactly("$Work");
        assertThat(snapshot.flagBits(0)).isEqualTo(SystemFlag.FLAGGED.bit() | 1L << MailboxSnapshot.FIRST_KEYWORD_BIT);
        assertThat(snapshot.hiddenFromPop(0)).isFalse();
        assertThat(snapshot.modSeq(0)).isEqualTo(snapshot.highestModSeq());
        assertThat(snapshot.uids()).isEqualTo(UidSet.of(1));
        assertThat(store().usage(account).bytes()).isEqualTo(octets.length);
        assertThat(store().usage(account).messages()).isEqualTo(1);
        assertThat(store().message(snapshot, 0).octets(0, octets.length)).isEqualTo(octets);
    }

    @Test
    default void oldInternalDatesAreKept() {
        MailboxId inbox = inbox(newAccount());
        Instant old = Instant.parse("1899-12-31T23:59:59Z");
        store().append(inbox, List.of(new NewMessage(TestMessages.content(ofSize(3)), Flags.NONE, old)));
        assertThat(now(inbox).internalDate(0)).isEqualTo(old.getEpochSecond());
    }

    @Test
    default void uidsAreNeverReused() { // RFC 9051 §2.3.1.1
        MailboxId inbox = inbox(newAccount());
        Appended first = put(inbox, "one");
        store().expunge(inbox, UidSet.ALL);
        assertThat(now(inbox).uidNext()).isGreaterThan(first.uid());
        assertThat(put(inbox, "two").uid()).isGreaterThan(first.uid());
    }

    @Test
    default void modificationSequencesAscend() {
        MailboxId inbox = inbox(newAccount());
        long last = now(inbox).highestModSeq();
        for (int i = 0; i < 5; i++) {
            put(inbox, "m" + i);
            assertThat(now(inbox).modSeq(i)).isGreaterThan(last);
            last = now(inbox).highestModSeq();
            assertThat(now(inbox).modSeq(i)).isEqualTo(last);
        }
    }

    @Test
    default void aDeliveryToManyIsOneContentAndManyMessages() {
        AccountId ann = newAccount();
        AccountId bob = newAccount();
        MailboxId annInbox = inbox(ann);
        MailboxId annJunk = mailbox(ann, "Junk");
        MailboxId bobInbox = inbox(bob);
        byte[] octets = TestMessages.simple("to all", "of you");
        List<Appended> delivered = store().deliver(
                        TestMessages.content(octets),
                        SOME_DATE,
                        List.of(
                                new Destination(bobInbox, Flags.NONE),
                                new Destination(annInbox, flags("new")),
                                new Destination(annJunk, flags(SystemFlag.SEEN)),
                                new Destination(annInbox, Flags.NONE)));
        assertThat(delivered).extracting(Appended::mailbox).containsExactly(bobInbox, annInbox, annJunk, annInbox);
        assertThat(Set.copyOf(delivered.stream().map(Appended::id).toList())).hasSize(4);
        assertThat(now(annInbox).count()).isEqualTo(2);
        assertThat(now(annInbox).flags(0)).isEqualTo(flags("new"));
        assertThat(now(annJunk).unseen()).isZero();
        assertThat(now(annInbox).contentId(0))
                .isEqualTo(now(annJunk).contentId(0))
                .isEqualTo(now(bobInbox).contentId(0));
        assertThat(store().usage(ann).bytes()).isEqualTo(3L * octets.length);
        assertThat(store().usage(bob).bytes()).isEqualTo(octets.length);
        for (Appended one : delivered) {
            MailboxSnapshot snapshot = now(one.mailbox());
            int index = snapshot.indexOf(one.uid());
            assertThat(snapshot.id(index)).isEqualTo(one.id());
            assertThat(store().message(snapshot, index).octets(0, octets.length))
                    .isEqualTo(octets);
        }
    }

    @Test
    default void twoDeliveriesOfTheSameOctetsAreTwoContents() {
        MailboxId inbox = inbox(newAccount());
        put(inbox, "same");
        put(inbox, "same");
        assertThat(now(inbox).contentId(0)).isNotEqualTo(now(inbox).contentId(1));
    }

    @Test
    default void aDeliveryIsAllOrNone() {
        AccountId rich = newAccount();
        AccountId poor = newAccount(Quota.ofBytes(99));
        MailboxId richInbox = inbox(rich);
        MailboxId poorInbox = inbox(poor);
        MailboxId gone = newMailbox(rich, "gone");
        store().delete(rich, new org.tassis.core.MailboxName("gone"));
        MessageContent content = TestMessages.content(ofSize(100));
        long modSeq = now(richInbox).highestModSeq();
        assertRefused(StoreFailure.OverQuota.class, () -> store().deliver(
                        content,
                        SOME_DATE,
                        List.of(new Destination(richInbox, Flags.NONE), new Destination(poorInbox, Flags.NONE))));
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> store().deliver(
                        content,
                        SOME_DATE,
                        List.of(new Destination(richInbox, Flags.NONE), new Destination(gone, Flags.NONE))));
        assertThat(now(richInbox).count()).isZero();
        assertThat(now(richInbox).highestModSeq()).isEqualTo(modSeq);
        assertThat(store().usage(rich).bytes()).isZero();
        assertThat(store().usage(poor).bytes()).isZero();
        assertThat(put(richInbox, "next").uid()).isPositive();
    }

    @Test
    default void aDeliveryTwiceIntoOneAccountIsChargedTwice() {
        AccountId account = newAccount(Quota.ofBytes(199));
        MailboxId inbox = inbox(account);
        MessageContent content = TestMessages.content(ofSize(100));
        List<Destination> both =
                List.of(new Destination(inbox, Flags.NONE), new Destination(mailbox(account, "Junk"), Flags.NONE));
        assertRefused(StoreFailure.OverQuota.class, () -> store().deliver(content, SOME_DATE, both));
        setQuota(account, Quota.ofBytes(200));
        assertThat(store().deliver(content, SOME_DATE, both)).hasSize(2);
        assertThat(store().usage(account).bytes()).isEqualTo(200);
    }

    @Test
    default void anAppendOfManyIsAllOrNone() { // RFC 3502
        AccountId account = newAccount(Quota.ofBytes(250));
        MailboxId inbox = inbox(account);
        assertRefused(StoreFailure.OverQuota.class, () -> store().append(
                        inbox, List.of(message(ofSize(100)), message(ofSize(100)), message(ofSize(100)))));
        assertThat(now(inbox).count()).isZero();
        List<Appended> two = store().append(inbox, List.of(message(ofSize(100)), message(ofSize(150))));
        assertThat(two).extracting(Appended::uid).isSorted();
        assertThat(now(inbox).count()).isEqualTo(2);
        assertThat(now(inbox).size(1)).isEqualTo(150);
        assertThat(store().usage(account).freeBytes()).isZero();
        assertThat(store().append(inbox, List.of())).isEmpty();
    }

    @Test
    default void quotaIsExactAndLivesAsItIsChanged() {
        AccountId account = newAccount(Quota.ofBytes(100));
        MailboxId inbox = inbox(account);
        assertRefused(StoreFailure.OverQuota.class, () -> put(inbox, ofSize(101), Flags.NONE));
        put(inbox, ofSize(60), Flags.NONE);
        assertRefused(StoreFailure.OverQuota.class, () -> put(inbox, ofSize(41), Flags.NONE));
        put(inbox, ofSize(40), Flags.NONE);
        assertRefused(StoreFailure.OverQuota.class, () -> put(inbox, ofSize(1), Flags.NONE));
        assertRefused(StoreFailure.OverQuota.class, () -> store().copy(inbox, UidSet.of(1), inbox));
        setQuota(account, Quota.ofBytes(50));
        assertThat(store().usage(account).quota()).isEqualTo(Quota.ofBytes(50));
        assertThat(store().usage(account).freeBytes()).isZero();
        store().expunge(inbox, UidSet.of(1));
        assertThat(store().usage(account).bytes()).isEqualTo(40);
        put(inbox, ofSize(10), Flags.NONE);
        assertThat(store().usage(account).bytes()).isEqualTo(50);
    }

    @Test
    default void quotaCountsMessagesToo() {
        AccountId account = newAccount(new Quota(Long.MAX_VALUE, 2));
        MailboxId inbox = inbox(account);
        put(inbox, "one");
        put(mailbox(account, "Sent"), "two");
        assertRefused(StoreFailure.OverQuota.class, () -> put(inbox, "three"));
        assertRefused(StoreFailure.OverQuota.class, () -> store().copy(inbox, UidSet.ALL, inbox));
        store().move(inbox, UidSet.ALL, mailbox(account, "Trash")); // charges nothing
        assertThat(store().usage(account).messages()).isEqualTo(2);
    }

    @Test
    default void octetsComeBackByteForByte() throws IOException {
        MailboxId inbox = inbox(newAccount());
        long seed = System.nanoTime();
        System.out.println("octetsComeBackByteForByte seed " + seed);
        TestMessages messages = new TestMessages(seed);
        byte[] big = new byte[12 << 20];
        new Random(seed).nextBytes(big);
        byte[] head = TestMessages.simple("big", "");
        System.arraycopy(head, 0, big, 0, head.length);
        List<byte[]> all = new ArrayList<>(List.of(
                new byte[0],
                big,
                messages.utf8(),
                messages.eightBit(),
                messages.brokenMime(),
                messages.hugeHeader(100_000),
                messages.longLine(70_000),
                messages.attachment(200_000),
                messages.nested(50),
                messages.dots(),
                messages.headerOnly()));
        for (int i = 0; i < 20; i++) {
            all.add(messages.any());
        }
        for (byte[] octets : all) {
            put(inbox, octets, Flags.NONE);
        }
        MailboxSnapshot snapshot = now(inbox);
        for (int i = 0; i < all.size(); i++) {
            StoredMessage stored = store().message(snapshot, i);
            assertThat(stored.size()).isEqualTo(all.get(i).length).isEqualTo(snapshot.size(i));
            SunkOctets sunk = new SunkOctets();
            stored.send(sunk, 0, stored.size());
            assertThat(Arrays.equals(sunk.octets(), all.get(i)))
                    .as("octets of message " + i)
                    .isTrue();
            assertThat(stored.structure())
                    .as("structure of message " + i)
                    .isEqualTo(TestMessages.structure(all.get(i)));
        }
    }

    @Test
    default void rangesAreCutExactly() throws IOException {
        MailboxId inbox = inbox(newAccount());
        Random random = new Random(5);
        byte[] octets = new byte[300_000];
        random.nextBytes(octets);
        put(inbox, octets, Flags.NONE);
        StoredMessage stored = store().message(now(inbox), 0);
        for (int i = 0; i < 50; i++) {
            int from = random.nextInt(octets.length + 1);
            int length = i % 10 == 0 ? 0 : random.nextInt(octets.length - from + 1);
            byte[] expected = Arrays.copyOfRange(octets, from, from + length);
            assertThat(stored.octets(from, length)).isEqualTo(expected);
            SunkOctets sunk = new SunkOctets();
            stored.send(sunk, from, length);
            assertThat(sunk.octets()).isEqualTo(expected);
            try (InputStream in = stored.open(from, length)) {
                assertThat(in.readAllBytes()).isEqualTo(expected);
            }
        }
        assertThat(stored.octets(octets.length, 0)).isEmpty();
        assertOutside(() -> stored.octets(octets.length - 1, 2));
        assertOutside(() -> stored.octets(-1, 2));
        assertOutside(() -> stored.send(new SunkOctets(), 1, octets.length));
        assertOutside(() -> stored.open(octets.length + 1L, 0).close());
    }

    private static void assertOutside(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        org.assertj.core.api.Assertions.assertThatThrownBy(call).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    default void recentIsClaimedOnce() {
        MailboxId inbox = inbox(newAccount());
        assertThat(store().recentFrom(inbox)).isEqualTo(1);
        put(inbox, "one");
        put(inbox, "two");
        assertThat(store().recentFrom(inbox)).isEqualTo(1);
        assertThat(store().claimRecent(inbox)).isEqualTo(UidSet.of(1, 2));
        assertThat(store().recentFrom(inbox)).isEqualTo(3);
        assertThat(store().claimRecent(inbox)).isEqualTo(UidSet.EMPTY);
        long three = put(inbox, "three").uid();
        assertThat(store().claimRecent(inbox).contains(three)).isTrue();
        assertThat(store().recentFrom(inbox)).isGreaterThan(three);
    }

    @Test
    default void hidingFromPopIsSeenByPopAlone() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        putMany(inbox, 3);
        MailboxSnapshot before = now(inbox);
        store().hideFromPop(inbox, StoreFixture.uids(1, 3, 77));
        MailboxSnapshot after = now(inbox);
        assertThat(after.hiddenFromPop(0)).isTrue();
        assertThat(after.hiddenFromPop(1)).isFalse();
        assertThat(after.hiddenFromPop(2)).isTrue();
        assertThat(before.hiddenFromPop(0)).isFalse();
        assertThat(after.flagBits(0)).isZero();
        assertThat(after.flags(0)).isEqualTo(Flags.NONE);
        assertThat(after.highestModSeq()).isEqualTo(before.highestModSeq());
        assertThat(after.since(before).isEmpty()).isTrue();
        store().changeFlags(
                        inbox,
                        UidSet.ALL,
                        new org.tassis.store.FlagChange(org.tassis.store.FlagChange.Mode.REPLACE, flags("x")),
                        java.util.OptionalLong.empty());
        assertThat(now(inbox).hiddenFromPop(0)).isTrue();
        MailboxId trash = mailbox(account, "Trash");
        store().copy(inbox, UidSet.of(1), trash);
        assertThat(now(trash).hiddenFromPop(0)).as("a copy is a new message").isFalse();
        MessageId id = now(inbox).id(0);
        store().move(inbox, UidSet.of(1), trash);
        store().expunge(trash, UidSet.of(2));
        restored(account, Set.of(id));
        assertThat(now(trash).id(1)).isEqualTo(id);
        assertThat(now(trash).hiddenFromPop(1)).as("moved, expunged, restored").isTrue();
    }

    @Test
    default void whetherThereAreFilesIsKnownWithoutReading() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        MailboxId trash = mailbox(account, "Trash");
        put(inbox, "plain");
        MessageId withFile =
                put(inbox, new TestMessages(3).attachment(4_000), flags("home")).id();
        assertThat(now(inbox).files(0)).isEqualTo(MailboxSnapshot.Files.NONE);
        assertThat(now(inbox).files(1)).isEqualTo(MailboxSnapshot.Files.SOME);
        assertThat(now(inbox).flags(1)).isEqualTo(flags("home"));
        store().changeFlags(
                        inbox,
                        UidSet.ALL,
                        new org.tassis.store.FlagChange(org.tassis.store.FlagChange.Mode.REPLACE, flags("x")),
                        java.util.OptionalLong.empty());
        assertThat(now(inbox).files(1)).isEqualTo(MailboxSnapshot.Files.SOME);
        store().copy(inbox, UidSet.of(1, 2), trash);
        assertThat(now(trash).files(0)).isEqualTo(MailboxSnapshot.Files.NONE);
        assertThat(now(trash).files(1)).isEqualTo(MailboxSnapshot.Files.SOME);
        store().move(inbox, UidSet.of(2), trash);
        store().expunge(trash, UidSet.ALL);
        restored(account, Set.of(withFile));
        assertThat(now(trash).files(0)).as("moved, expunged, restored").isEqualTo(MailboxSnapshot.Files.SOME);
        MailboxSnapshot before = now(inbox);
        store().noteFiles(inbox, StoreFixture.uids(1, 77), UidSet.EMPTY);
        assertThat(before.files(0)).isEqualTo(MailboxSnapshot.Files.NONE);
        assertThat(now(inbox).files(0)).isEqualTo(MailboxSnapshot.Files.SOME);
        assertThat(now(inbox).highestModSeq()).isEqualTo(before.highestModSeq());
        assertThat(now(inbox).since(before).isEmpty()).isTrue();
        store().noteFiles(inbox, UidSet.EMPTY, UidSet.of(1));
        assertThat(now(inbox).files(0)).isEqualTo(MailboxSnapshot.Files.NONE);
    }

    /// Messages of several kinds side by side: so many that a store may write them together.
    @Test
    default void aWholeMailboxIsMarkedAndWhatWasNotAskedForStays() {
        MailboxId inbox = inbox(newAccount());
        putMany(inbox, 300);
        for (long uid = 1; uid <= 300; uid += 3) {
            add(inbox, UidSet.of(uid), flags(SystemFlag.ANSWERED));
        }
        UidSet asked = new UidSet.Builder().add(1, 90).add(100, 290).build();
        long before = now(inbox).highestModSeq();
        add(inbox, asked, flags(SystemFlag.SEEN, SystemFlag.ANSWERED));
        add(inbox, asked, flags(SystemFlag.SEEN));
        MailboxSnapshot after = now(inbox);
        for (int i = 0; i < 300; i++) {
            boolean marked = asked.contains(i + 1L);
            boolean answered = marked || i % 3 == 0;
            assertThat(after.flags(i))
                    .as("UID %d", i + 1)
                    .isEqualTo(
                            marked
                                    ? flags(SystemFlag.SEEN, SystemFlag.ANSWERED)
                                    : answered ? flags(SystemFlag.ANSWERED) : Flags.NONE);
            assertThat(after.modSeq(i) == before + 1).as("UID %d", i + 1).isEqualTo(marked);
        }
        assertThat(after.unseen()).isEqualTo(19);
    }

    private void add(MailboxId mailbox, UidSet uids, Flags flags) {
        store().changeFlags(
                        mailbox,
                        uids,
                        new org.tassis.store.FlagChange(org.tassis.store.FlagChange.Mode.ADD, flags),
                        java.util.OptionalLong.empty());
    }
}
