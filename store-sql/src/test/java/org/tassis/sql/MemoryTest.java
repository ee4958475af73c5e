package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.sql.TestStore.ANN;
import static org.tassis.sql.TestStore.BOB;
import static org.tassis.sql.TestStore.assertFails;
import static org.tassis.sql.TestStore.octets;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.message.Spool;
import org.tassis.store.FlagChange;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.StoreFailure;

/// What is kept in memory agrees with the database, whoever writes and however little room there is.
class MemoryTest {
    @TempDir
    Path directory;

    @Test
    void manyWritersOfManyKindsAgreeWithTheDatabase() throws Exception {
        MailboxId inbox;
        MailboxId other;
        MailboxSnapshot inMemory;
        MailboxSnapshot otherInMemory;
        long usage;
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        try (TestStore open = TestStore.derby(directory)) {
            inbox = open.inbox(ANN);
            other = open.store.create(ANN, new MailboxName("Other"), Set.of()).id();
            MailboxId[] boxes = {inbox, other};
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> workers = new ArrayList<>();
                for (int w = 0; w < 8; w++) {
                    Random random = new Random(seed + w);
                    workers.add(executor.submit(() -> {
                        for (int i = 0; i < 60; i++) {
                            MailboxId box = boxes[random.nextInt(2)];
                            MailboxId to = boxes[random.nextInt(2)];
                            long first = 1 + random.nextInt(100);
                            UidSet some = UidSet.of(first, first + random.nextInt(20));
                            switch (random.nextInt(10)) {
                                case 0 -> open.store.expunge(box, UidSet.of(first));
                                case 1 -> open.store.copy(box, UidSet.of(first), to);
                                case 2 -> open.store.move(box, some, to);
                                case 3 ->
                                    open.store.changeFlags(
                                            box,
                                            some,
                                            new FlagChange(
                                                    FlagChange.Mode.values()[random.nextInt(3)],
                                                    Flags.of(
                                                            Set.of(SystemFlag.FLAGGED),
                                                            Set.of("k" + random.nextInt(5)))),
                                            OptionalLong.empty());
                                case 4 -> open.store.hideFromPop(box, some);
                                case 5 -> open.store.noteFiles(box, some, UidSet.of(first));
                                case 6 ->
                                    open.store.changeFlags(
                                            box,
                                            UidSet.ALL,
                                            new FlagChange(
                                                    FlagChange.Mode.values()[random.nextInt(3)],
                                                    Flags.of(SystemFlag.SEEN)),
                                            OptionalLong.empty());
                                default -> open.append(box, octets("w" + i, 200 + random.nextInt(3000)));
                            }
                        }
                        return null;
                    }));
                }
                for (Future<?> worker : workers) {
                    worker.get();
                }
            }
            inMemory = open.store.snapshot(inbox);
            otherInMemory = open.store.snapshot(other);
            usage = open.store.usage(ANN).bytes();
            assertThat(usage).isEqualTo(inMemory.bytes() + otherInMemory.bytes());
        }
        try (TestStore open = TestStore.derby(directory)) {
            same(inMemory, open.store.snapshot(inbox));
            same(otherInMemory, open.store.snapshot(other));
            assertThat(open.store.usage(ANN).bytes()).isEqualTo(usage);
            for (MailboxId box : List.of(inbox, other)) {
                MailboxSnapshot snapshot = open.store.snapshot(box);
                for (int i = 0; i < snapshot.count(); i++) {
                    open.store.message(snapshot, i).octets(0, (int) snapshot.size(i));
                }
            }
        }
    }

    private static void same(MailboxSnapshot one, MailboxSnapshot other) {
        assertThat(other.uidNext()).isEqualTo(one.uidNext());
        assertThat(other.highestModSeq()).isEqualTo(one.highestModSeq());
        assertThat(other.keywords()).isEqualTo(one.keywords());
        assertThat(other.count()).isEqualTo(one.count());
        for (int i = 0; i < one.count(); i++) {
            assertThat(other.uid(i)).isEqualTo(one.uid(i));
            assertThat(other.flagBits(i)).isEqualTo(one.flagBits(i));
            assertThat(other.modSeq(i)).isEqualTo(one.modSeq(i));
            assertThat(other.id(i)).isEqualTo(one.id(i));
            assertThat(other.contentId(i)).isEqualTo(one.contentId(i));
            assertThat(other.hiddenFromPop(i)).isEqualTo(one.hiddenFromPop(i));
            assertThat(other.files(i)).isEqualTo(one.files(i));
            assertThat(other.saveDate(i)).isEqualTo(one.saveDate(i));
        }
    }

    @Test
    void aViewLargerThanTheCacheIsLoadedEachTime() {
        SqlStoreSettings small = TestStore.SETTINGS.withCache(5, 10);
        try (TestStore open = TestStore.derby(directory, small)) {
            MailboxId ann = open.inbox(ANN);
            MailboxId bob = open.inbox(BOB);
            for (int i = 0; i < 20; i++) {
                open.append(ann, octets("a" + i, 100));
                open.append(bob, octets("b" + i, 100));
                assertThat(open.store.snapshot(ann).count()).isEqualTo(i + 1);
                assertThat(open.store.snapshot(bob).count()).isEqualTo(i + 1);
            }
            open.store.expunge(ann, UidSet.of(2, 3));
            assertThat(open.store.snapshot(ann).count()).isEqualTo(18);
            assertThat(open.store.copy(ann, UidSet.ALL, bob).target()).hasSize(18);
        }
    }

    @Test
    void readersWhoLoadWhileOthersWriteSeeWholeStates() throws Exception {
        SqlStoreSettings small = TestStore.SETTINGS.withCache(1, 10);
        try (TestStore open = TestStore.derby(directory, small);
                var executor = Executors.newCachedThreadPool()) {
            MailboxId inbox = open.inbox(ANN);
            AtomicBoolean stop = new AtomicBoolean();
            List<Future<?>> readers = new ArrayList<>();
            for (int r = 0; r < 3; r++) {
                readers.add(executor.submit(() -> {
                    long last = 0;
                    while (!stop.get()) {
                        MailboxSnapshot snapshot = open.store.snapshot(inbox);
                        assertThat(snapshot.highestModSeq()).isGreaterThanOrEqualTo(last);
                        last = snapshot.highestModSeq();
                        // each write appends two and expunges one of them
                        assertThat(snapshot.uidNext() % 2).isEqualTo(1);
                    }
                }));
            }
            for (int i = 0; i < 100; i++) {
                Spool spool = TestStore.message(octets("x" + i, 200));
                NewMessage message = new NewMessage(spool, Flags.NONE, Instant.EPOCH);
                long uid = open.store
                        .append(inbox, List.of(message, message))
                        .getFirst()
                        .uid();
                assertThat(open.store.snapshot(inbox).indexOf(uid)).isNotNegative();
                open.store.expunge(inbox, UidSet.of(uid));
                assertThat(open.store.snapshot(inbox).indexOf(uid)).isNegative();
            }
            stop.set(true);
            for (Future<?> reader : readers) {
                reader.get();
            }
            assertThat(open.store.snapshot(inbox).count()).isEqualTo(100);
        }
    }

    @Test
    void whenMemoryDisagreesWithTheDatabaseTheDatabaseIsRight() throws Exception {
        try (TestStore open = TestStore.derby(directory)) {
            MailboxId inbox = open.inbox(ANN);
            open.append(inbox, octets("one", 100));
            try (var connection = open.database.connection();
                    var statement = connection.createStatement()) {
                statement.executeUpdate("UPDATE store_message SET uid = 2 WHERE uid = 1");
                statement.executeUpdate("UPDATE store_mailbox SET uid_next = 3 WHERE id = " + inbox.value());
            }
            assertFails(() -> open.append(inbox, octets("two", 100)), StoreFailure.Unavailable.class);
            assertThat(open.append(inbox, octets("three", 100))).isEqualTo(3);
            assertThat(open.store.snapshot(inbox).uids()).isEqualTo(UidSet.of(2, 3));
            assertThat(open.read(inbox, 3)).isEqualTo(octets("three", 100));
        }
    }
}
