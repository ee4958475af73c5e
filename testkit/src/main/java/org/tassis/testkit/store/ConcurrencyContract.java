package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.StoreFixture.flags;
import static org.tassis.testkit.store.StoreFixture.ofSize;
import static org.tassis.testkit.store.StoreFixture.together;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MessageId;
import org.tassis.core.Quota;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.Appended;
import org.tassis.store.Destination;
import org.tassis.store.FlagChange;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Remembered;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.testkit.TestMessages;

/// Many at once.
interface ConcurrencyContract extends StoreFixture {
    @Test
    default void concurrentWritersNeverOvershootTheQuota() throws Exception {
        int size = 1000;
        AccountId account = newAccount(Quota.ofBytes(40L * size + 999));
        MailboxId inbox = inbox(account);
        MailboxId other = mailbox(account, "Archive");
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            MailboxId box = i % 2 == 0 ? inbox : other;
            boolean delivers = i < 4;
            writers.add(() -> {
                int stored = 0;
                for (int n = 0; n < 10; n++) {
                    try {
                        if (delivers) {
                            store().deliver(
                                            TestMessages.content(ofSize(size)),
                                            SOME_DATE,
                                            List.of(new Destination(box, Flags.NONE)));
                        } else {
                            put(box, ofSize(size), Flags.NONE);
                        }
                        stored++;
                    } catch (StoreException e) {
                        assertThat(e.failure()).isInstanceOf(StoreFailure.OverQuota.class);
                    }
                }
                return stored;
            });
        }
        int stored = together(writers).stream().mapToInt(Integer::intValue).sum();
        assertThat(stored).isEqualTo(40);
        assertThat(now(inbox).count() + now(other).count()).isEqualTo(40);
        assertThat(store().usage(account).bytes()).isEqualTo(40L * size);
        assertThat(store().usage(account).messages()).isEqualTo(40);
    }

    /// RFC 3501 §2.3.2: every message is recent to one session, whatever arrives meanwhile.
    @Test
    default void concurrentClaimsShareNoMessage() throws Exception {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        int messages = 60;
        List<Callable<List<UidSet>>> all = new ArrayList<>();
        all.add(() -> {
            for (int n = 0; n < messages; n++) {
                put(inbox, "message " + n);
            }
            return List.of();
        });
        for (int i = 0; i < 3; i++) {
            all.add(() -> {
                List<UidSet> claimed = new ArrayList<>();
                while (store().recentFrom(inbox) <= messages) {
                    claimed.add(store().claimRecent(inbox));
                }
                return claimed;
            });
        }
        List<UidSet> claims = together(all).stream().flatMap(List::stream).toList();
        assertThat(claims.stream().mapToLong(UidSet::size).sum()).isEqualTo(messages);
        assertThat(claims.stream().reduce(UidSet.EMPTY, UidSet::union)).isEqualTo(UidSet.of(1, messages));
    }

    @Test
    default void concurrentWritersSeeTheirOwnWritesUnderAscendingUids() throws Exception {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        List<Callable<List<Long>>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "writer " + i;
            writers.add(() -> {
                List<Long> uids = new ArrayList<>();
                long modSeq = 0;
                for (int n = 0; n < 20; n++) {
                    Appended put = put(inbox, name + " " + n);
                    MailboxSnapshot snapshot = now(inbox);
                    int index = snapshot.indexOf(put.uid());
                    assertThat(index).isGreaterThanOrEqualTo(0);
                    assertThat(snapshot.id(index)).isEqualTo(put.id());
                    assertThat(snapshot.modSeq(index)).isGreaterThan(modSeq);
                    modSeq = snapshot.modSeq(index);
                    uids.add(put.uid());
                }
                return uids;
            });
        }
        Set<Long> all = new HashSet<>();
        for (List<Long> uids : together(writers)) {
            assertThat(uids).isSorted();
            all.addAll(uids);
        }
        assertThat(all).hasSize(160);
        MailboxSnapshot snapshot = now(inbox);
        assertThat(snapshot.count()).isEqualTo(160);
        for (int i = 1; i < snapshot.count(); i++) {
            assertThat(snapshot.modSeq(i)).isGreaterThanOrEqualTo(snapshot.modSeq(i - 1));
        }
    }

    @Test
    default void firstUseOfAnAccountByManyMakesItsMailboxesOnce() throws Exception {
        AccountId account = newAccount();
        List<Callable<MailboxId>> users = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            users.add(() -> inbox(account));
        }
        assertThat(Set.copyOf(together(users))).hasSize(1);
        assertThat(store().mailboxes(account)).hasSize(6);
    }

    @Test
    default void aMailboxCreatedByManyIsCreatedOnce() throws Exception {
        AccountId account = newAccount();
        store().mailboxes(account);
        List<Callable<Boolean>> users = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            users.add(() -> {
                try {
                    newMailbox(account, "a/b/c");
                    return true;
                } catch (StoreException e) {
                    assertThat(e.failure()).isInstanceOf(StoreFailure.MailboxExists.class);
                    return false;
                }
            });
        }
        assertThat(together(users)).containsOnlyOnce(true);
        assertThat(store().mailboxes(account)).hasSize(9);
    }

    /// Deliveries, flags, moves, copies, expunges, restores, all at once: nothing disappears, nothing is
    /// there twice.
    @Test
    default void nothingDisappearsInTheCrowd() throws Exception {
        long seed = System.nanoTime();
        System.out.println("nothingDisappearsInTheCrowd seed " + seed);
        AccountId account = newAccount();
        List<MailboxId> boxes = List.of(inbox(account), mailbox(account, "Archive"), mailbox(account, "Trash"));
        Set<MessageId> made = ConcurrentHashMap.newKeySet();
        List<Callable<Boolean>> crowd = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Random random = new Random(seed + i);
            crowd.add(() -> {
                for (int n = 0; n < 60; n++) {
                    act(random, account, boxes, made);
                }
                return true;
            });
        }
        together(crowd);
        Set<MessageId> found = new HashSet<>();
        long bytes = 0;
        long messages = 0;
        for (MailboxId box : boxes) {
            MailboxSnapshot snapshot = now(box);
            bytes += snapshot.bytes();
            messages += snapshot.count();
            for (int i = 0; i < snapshot.count(); i++) {
                assertThat(found.add(snapshot.id(i)))
                        .as("only once: " + snapshot.id(i))
                        .isTrue();
                assertThat(store().message(snapshot, i).octets(0, (int) snapshot.size(i)))
                        .startsWith(
                                "From: sender@example.org\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            }
        }
        for (Remembered past : store().history(account, 100_000)) {
            assertThat(found.add(past.id())).as("only once: " + past.id()).isTrue();
        }
        assertThat(found).containsAll(made);
        assertThat(store().usage(account).bytes()).isEqualTo(bytes);
        assertThat(store().usage(account).messages()).isEqualTo(messages);
    }

    private void act(Random random, AccountId account, List<MailboxId> boxes, Set<MessageId> made) {
        MailboxId box = boxes.get(random.nextInt(3));
        MailboxId other = boxes.get(random.nextInt(3));
        MailboxSnapshot snapshot = now(box);
        long first = 1 + random.nextLong(snapshot.uidNext());
        UidSet uids = UidSet.of(first, first + random.nextInt(3));
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> made.add(put(box, "m" + random.nextInt()).id());
            case 3 ->
                store().deliver(
                                TestMessages.content(TestMessages.simple("d", "d")),
                                SOME_DATE,
                                List.of(new Destination(box, Flags.NONE), new Destination(other, flags("d"))))
                        .forEach(appended -> made.add(appended.id()));
            case 4 ->
                store().changeFlags(
                                box,
                                uids,
                                new FlagChange(
                                        FlagChange.Mode.values()[random.nextInt(3)], flags(SystemFlag.SEEN, "k")),
                                OptionalLong.empty());
            case 5 -> store().move(box, uids, other);
            case 6 -> store().copy(box, uids, other);
            case 7 -> store().expunge(box, uids);
            default ->
                restored(
                        account,
                        Set.copyOf(Stream.of(store().history(account, 2))
                                .flatMap(List::stream)
                                .map(Remembered::id)
                                .toList()));
        }
        MailboxSnapshot later = now(box);
        MailboxSnapshot.Difference difference = later.since(snapshot);
        assertThat(later.count() - snapshot.count()).isEqualTo((int)
                (difference.arrived().size() - difference.expunged().size()));
    }
}
