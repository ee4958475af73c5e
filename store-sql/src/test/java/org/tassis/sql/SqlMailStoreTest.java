package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tassis.sql.TestStore.ANN;
import static org.tassis.sql.TestStore.BOB;
import static org.tassis.sql.TestStore.octets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.message.MessageContent;
import org.tassis.message.MessageStructure;
import org.tassis.message.Spool;
import org.tassis.sql.volume.LimitedFiles;
import org.tassis.sql.volume.Locator;
import org.tassis.store.Destination;
import org.tassis.store.FlagChange;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// What only this store does; what every store does is in its contract.
class SqlMailStoreTest {
    private Path directory;

    @BeforeEach
    void here(@TempDir Path path) {
        directory = path;
    }

    private static void assertFails(ThrowingCallable call, Class<? extends StoreFailure> failure) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.failure())
                .as("%s", e.getCause())
                .isInstanceOf(failure));
    }

    @Test
    void everythingIsThereAfterAStart() {
        MailboxId inbox;
        MailboxSnapshot before;
        byte[] one = octets("one", 300);
        byte[] large = octets("large", 700_000);
        try (TestStore open = TestStore.derby(directory)) {
            inbox = open.inbox(ANN);
            open.append(inbox, one);
            TestStore.append(open.store, inbox, large, Flags.of(Set.of(SystemFlag.SEEN), Set.of("Work", "$Label")));
            open.append(inbox, octets("gone", 100));
            open.store.expunge(inbox, UidSet.of(3));
            open.store.create(ANN, new MailboxName("A/B"), Set.of());
            before = open.store.snapshot(inbox);
        }
        try (TestStore open = TestStore.derby(directory)) {
            MailboxSnapshot after = open.store.snapshot(inbox);
            assertThat(after.count()).isEqualTo(2);
            assertThat(after.uidNext()).isEqualTo(4);
            assertThat(after.highestModSeq()).isEqualTo(before.highestModSeq());
            assertThat(after.since(before).isEmpty()).isTrue();
            for (int i = 0; i < 2; i++) {
                assertThat(after.flags(i)).isEqualTo(before.flags(i));
                assertThat(after.id(i)).isEqualTo(before.id(i));
                assertThat(after.contentId(i)).isEqualTo(before.contentId(i));
            }
            assertThat(open.read(inbox, 1)).isEqualTo(one);
            assertThat(open.read(inbox, 2)).isEqualTo(large);
            assertThat(open.store.vanishedSince(inbox, 1)).isEqualTo(UidSet.of(3));
            assertThat(open.store.mailboxes(ANN)).hasSize(8);
            assertThat(open.store.subscriptions(ANN)).hasSize(6);
            assertThat(open.store.usage(ANN).bytes()).isEqualTo(one.length + large.length);
            assertThat(open.store.history(ANN, 10)).hasSize(1);
            assertThat(open.append(inbox, one)).isEqualTo(4);
        }
    }

    @Test
    void aStructureIsStoredBesideItsMessage() {
        try (TestStore open = TestStore.derby(directory)) {
            MailboxId inbox = open.inbox(ANN);
            byte[] octets = octets("structure", 5000);
            Spool spool = TestStore.message(octets);
            MessageStructure scanned = spool.structure();
            open.store.deliver(spool, Instant.EPOCH, List.of(new Destination(inbox, Flags.NONE)));
            MailboxSnapshot snapshot = open.store.snapshot(inbox);
            assertThat(open.store.message(snapshot, 0).structure()).isEqualTo(scanned);
        }
    }

    @Test
    void aMessageForManyIsStoredOnce() throws IOException {
        try (TestStore open = TestStore.derby(directory)) {
            List<Destination> destinations = new ArrayList<>();
            for (long account = 1; account <= 50; account++) {
                destinations.add(new Destination(open.inbox(new AccountId(account)), Flags.NONE));
            }
            byte[] octets = octets("many", 100_000);
            open.store.deliver(TestStore.message(octets), Instant.EPOCH, destinations);
            assertThat(Files.size(directory.resolve("volumes/0000000001.vol"))).isBetween(100_000L, 105_000L);
            for (Destination destination : destinations) {
                assertThat(open.read(destination.mailbox(), 1)).isEqualTo(octets);
            }
        }
    }

    /// Breaks when its octets are written, after everything was evaluated.
    private record Poison(Spool inner, AtomicBoolean armed) implements MessageContent {
        @Override
        public long size() {
            return inner.size();
        }

        @Override
        public MessageStructure structure() {
            return inner.structure();
        }

        @Override
        public InputStream open() {
            return inner.open();
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            if (armed.getAndSet(true)) {
                throw new IOException("the spool file is gone");
            }
            inner.writeTo(channel);
        }
    }

    @Test
    void aWriteThatFailsSpoilsNoneOfItsNeighbours() throws Exception {
        try (TestStore open = TestStore.derby(directory);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            MailboxId inbox = open.inbox(ANN);
            List<Future<Long>> good = new ArrayList<>();
            List<Future<Long>> bad = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                byte[] octets = octets("m" + i, 500);
                if (i % 20 == 7) {
                    Poison poison = new Poison(TestStore.message(octets), new AtomicBoolean());
                    bad.add(executor.submit(() -> open.store
                            .append(inbox, List.of(new NewMessage(poison, Flags.NONE, Instant.EPOCH)))
                            .getFirst()
                            .uid()));
                } else {
                    good.add(executor.submit(() -> open.append(inbox, octets)));
                }
            }
            Set<Long> uids = new java.util.TreeSet<>();
            for (Future<Long> one : good) {
                uids.add(one.get());
            }
            assertThat(uids).hasSize(190);
            for (Future<Long> one : bad) {
                assertThatThrownBy(one::get).hasCauseInstanceOf(StoreException.class);
            }
            assertThat(open.store.snapshot(inbox).count()).isEqualTo(190);
            assertThat(open.store.usage(ANN).messages()).isEqualTo(190);
        }
        try (TestStore open = TestStore.derby(directory)) {
            MailboxSnapshot snapshot = open.store.snapshot(open.inbox(ANN));
            assertThat(snapshot.count()).isEqualTo(190);
            for (int i = 0; i < snapshot.count(); i++) {
                open.store.message(snapshot, i).octets(0, (int) snapshot.size(i));
            }
        }
    }

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
                            switch (random.nextInt(8)) {
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

    // ---- damage ----

    @Test
    void aDamagedRecordIsServedToNobodyAndSpoilsNoOther() throws IOException {
        MailboxId inbox;
        long middle;
        try (TestStore open = TestStore.derby(directory)) {
            inbox = open.inbox(ANN);
            open.append(inbox, octets("one", 3000));
            open.append(inbox, octets("two", 3000));
            open.append(inbox, octets("three", 3000));
            middle = Locator.offset(open.locator(inbox, 2));
        }
        Path volume = directory.resolve("volumes/0000000001.vol");
        byte[] whole = Files.readAllBytes(volume);
        for (int at : new int[] {0, 9, 36, 50, 2000}) {
            byte[] damaged = whole.clone();
            damaged[(int) middle + at] ^= 1;
            Files.write(volume, damaged);
            try (TestStore open = TestStore.derby(directory)) {
                MailboxSnapshot snapshot = open.store.snapshot(inbox);
                assertThat(open.read(inbox, 1)).isEqualTo(octets("one", 3000));
                assertThat(open.read(inbox, 3)).isEqualTo(octets("three", 3000));
                var message = open.store.message(snapshot, 1);
                assertFails(
                        () -> {
                            message.structure();
                            message.octets(10, 20);
                        },
                        StoreFailure.Damaged.class);
                if (at != 50) { // there the structure is damaged, and only that
                    assertFails(() -> message.octets(0, (int) message.size()), StoreFailure.Damaged.class);
                    assertFails(() -> message.open(0, message.size()).close(), StoreFailure.Damaged.class);
                }
                open.append(open.inbox(BOB), octets("goes on", 100));
            }
            whole = java.util.Arrays.copyOf(whole, whole.length);
            byte[] now = Files.readAllBytes(volume);
            now[(int) middle + at] ^= 1;
            whole = now;
        }
    }

    @Test
    void aLostVolumeLosesItsMessagesOnly() throws IOException {
        MailboxId inbox;
        try (TestStore open = TestStore.derby(directory)) {
            inbox = open.inbox(ANN);
            open.append(inbox, octets("one", 2 << 20));
            open.append(inbox, octets("two", 1000));
        }
        Files.delete(directory.resolve("volumes/0000000002.vol"));
        try (TestStore open = TestStore.derby(directory)) {
            assertThat(open.read(inbox, 1)).hasSize(octets("one", 2 << 20).length);
            assertFails(() -> open.read(inbox, 2), StoreFailure.Damaged.class);
            long uid = open.append(inbox, octets("three", 1000));
            assertThat(open.read(inbox, uid)).isEqualTo(octets("three", 1000));
        }
    }

    @Test
    void whatACrashLeftBehindTheLastCommitIsCutOff() throws IOException {
        MailboxId inbox;
        try (TestStore open = TestStore.derby(directory)) {
            inbox = open.inbox(ANN);
            open.append(inbox, octets("one", 1000));
        }
        Path volume = directory.resolve("volumes/0000000001.vol");
        long size = Files.size(volume);
        byte[] tail = new byte[777];
        ThreadLocalRandom.current().nextBytes(tail);
        Files.write(volume, tail, java.nio.file.StandardOpenOption.APPEND);
        try (TestStore open = TestStore.derby(directory)) {
            assertThat(Files.size(volume)).isEqualTo(size);
            open.append(inbox, octets("two", 1000));
            assertThat(open.read(inbox, 1)).isEqualTo(octets("one", 1000));
            assertThat(open.read(inbox, 2)).isEqualTo(octets("two", 1000));
        }
    }

    // ---- space ----

    @Test
    void aFullDiskRefusesAndPassesByItself() {
        LimitedFiles files = new LimitedFiles();
        try (TestStore open = TestStore.derby(directory, TestStore.SETTINGS.withFiles(files))) {
            MailboxId inbox = open.inbox(ANN);
            open.append(inbox, octets("one", 1000));
            files.limit(30_000);
            assertFails(() -> open.append(inbox, octets("too large", 100_000)), StoreFailure.Full.class);
            assertThat(open.store.snapshot(inbox).count()).isEqualTo(1);
            assertThat(open.store.usage(ANN).messages()).isEqualTo(1);
            files.limit(30_000);
            open.append(inbox, octets("small enough", 2000));
            open.store.expunge(inbox, UidSet.of(1));
            files.limit(Long.MAX_VALUE);
            long uid = open.append(inbox, octets("large", 100_000));
            assertThat(uid).isEqualTo(3);
            assertThat(open.read(inbox, 2)).isEqualTo(octets("small enough", 2000));
            assertThat(open.read(inbox, 3)).isEqualTo(octets("large", 100_000));
        }
    }

    @Test
    void someSpaceIsLeftForEverythingElse() {
        SqlStoreSettings greedy = TestStore.SETTINGS.withFreeSpace(1L << 60);
        try (TestStore open = TestStore.derby(directory, greedy)) {
            MailboxId inbox = open.inbox(ANN);
            assertFails(() -> open.append(inbox, octets("one", 1000)), StoreFailure.Full.class);
            open.store.create(ANN, new MailboxName("still possible"), Set.of());
        }
    }

    // ---- quota ----

    @Test
    void writersAtOnceNeverOvershootTheQuota() throws Exception {
        byte[] octets = octets("q", 1000);
        Quota quota = Quota.ofBytes(octets.length * 25L);
        try (TestStore open = TestStore.derby(directory, TestStore.SETTINGS, _ -> quota, InstantSource.system());
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            MailboxId inbox = open.inbox(ANN);
            List<Future<Long>> all = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                all.add(executor.submit(() -> open.append(inbox, octets)));
            }
            int stored = 0;
            for (Future<Long> one : all) {
                try {
                    one.get();
                    stored++;
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(((StoreException) e.getCause()).failure()).isEqualTo(new StoreFailure.OverQuota(ANN));
                }
            }
            assertThat(stored).isEqualTo(25);
            assertThat(open.store.usage(ANN).freeBytes()).isZero();
        }
    }

    // ---- history and compaction ----

    @Test
    void forgottenMessagesGiveBackTheirSpaceWhileOthersAreRead() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T00:00:00Z"));
        try (TestStore open = TestStore.derby(directory, TestStore.SETTINGS, _ -> Quota.UNLIMITED, () -> now.get());
                var executor = Executors.newCachedThreadPool()) {
            MailboxId inbox = open.inbox(ANN);
            MailboxId kept = open.inbox(BOB);
            TreeMap<Long, byte[]> living = new TreeMap<>();
            for (int i = 0; i < 60; i++) {
                byte[] octets = octets("c" + i, 100_000);
                long uid = open.append(inbox, octets);
                if (i % 6 == 0) {
                    living.put(uid, octets);
                    open.store.copy(inbox, UidSet.of(uid), kept);
                }
            }
            MailboxSnapshot old = open.store.snapshot(inbox);
            UidSet.Builder dead = new UidSet.Builder();
            old.uids().stream().filter(uid -> !living.containsKey(uid)).forEach(dead::add);
            open.store.expunge(inbox, dead.build());
            assertThat(open.store.compact()).isZero();
            now.set(now.get().plus(Duration.ofDays(31)));
            assertThat(open.store.forget(now.get().minus(Duration.ofDays(30)))).isEqualTo(50);
            assertThat(open.store.history(ANN, 100)).isEmpty();
            assertThat(open.store.vanishedSince(inbox, 1)).isEqualTo(dead.build());

            AtomicBoolean stop = new AtomicBoolean();
            Future<?> reader = executor.submit(() -> {
                while (!stop.get()) {
                    for (var entry : living.entrySet()) {
                        assertThat(open.read(inbox, entry.getKey())).isEqualTo(entry.getValue());
                        int index = old.indexOf(entry.getKey());
                        var message = open.store.message(old, index);
                        assertThat(message.octets(0, (int) message.size())).isEqualTo(entry.getValue());
                        assertThat(message.structure().size()).isEqualTo(message.size());
                    }
                }
            });
            int deleted = open.store.compact();
            stop.set(true);
            reader.get();
            assertThat(deleted).isGreaterThanOrEqualTo(4);
            int place = 0;
            MailboxSnapshot copies = open.store.snapshot(kept);
            for (var entry : living.entrySet()) {
                assertThat(open.read(inbox, entry.getKey())).isEqualTo(entry.getValue());
                var copy = open.store.message(copies, place++);
                assertThat(copy.octets(0, (int) copy.size())).isEqualTo(entry.getValue());
            }
            assertFails(() -> open.store.message(old, 1).octets(0, 100), StoreFailure.Gone.class);
        }
        try (TestStore open = TestStore.derby(directory)) {
            assertThat(open.store.snapshot(open.inbox(BOB)).count()).isEqualTo(10);
            open.read(open.inbox(BOB), 1);
        }
    }

    @Test
    void messagesOfADeletedMailboxKeepTheirKeywords() {
        try (TestStore open = TestStore.derby(directory)) {
            MailboxName name = new MailboxName("Projects/Post");
            MailboxId box = open.store.create(ANN, name, Set.of()).id();
            TestStore.append(open.store, box, octets("kept", 100), Flags.of(Set.of(), Set.of("Urgent")));
            open.store.delete(ANN, name);
            assertFails(() -> open.store.snapshot(box), StoreFailure.NoSuchMailbox.class);
            var remembered = open.store.history(ANN, 5).getFirst();
            assertThat(remembered.mailbox()).isEqualTo(name);
            var back = open.store.restore(ANN, Set.of(remembered.id())).getFirst();
            assertThat(back.mailbox()).isEqualTo(open.inbox(ANN));
            assertThat(open.store.snapshot(open.inbox(ANN)).flags(0).has("urgent"))
                    .isTrue();
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

    @Test
    void anInterruptedCallerGetsHisAnswerAndStaysInterrupted() throws Exception {
        SqlStoreSettings small = TestStore.SETTINGS.withCache(1, 10);
        try (TestStore open = TestStore.derby(directory, small);
                var executor = Executors.newCachedThreadPool()) {
            MailboxId inbox = open.inbox(ANN);
            byte[] octets = octets("interrupted", 3000);
            open.append(inbox, octets);
            open.append(inbox, octets);
            executor.submit(() -> {
                        for (int i = 0; i < 20; i++) {
                            Thread.currentThread().interrupt();
                            assertThat(open.read(inbox, 1)).isEqualTo(octets);
                            open.append(inbox, octets);
                            assertThat(open.store.history(ANN, 5)).isEmpty();
                            assertThat(Thread.interrupted()).isTrue();
                        }
                        return true;
                    })
                    .get();
        }
    }

    @Test
    void aClosedStoreRefuses() {
        TestStore open = TestStore.derby(directory);
        MailboxId inbox = open.inbox(ANN);
        open.close();
        open.close();
        assertFails(() -> open.append(inbox, octets("late", 100)), StoreFailure.Unavailable.class);
        assertFails(() -> open.store.snapshot(inbox), StoreFailure.Unavailable.class);
        assertFails(() -> open.store.mailboxes(ANN), StoreFailure.Unavailable.class);
    }
}
