package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.sql.TestStore.ANN;
import static org.tassis.sql.TestStore.BOB;
import static org.tassis.sql.TestStore.assertFails;
import static org.tassis.sql.TestStore.octets;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.UidSet;
import org.tassis.sql.volume.LimitedFiles;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Space that runs out, is allotted, and is given back.
class SpaceTest {
    @TempDir
    Path directory;

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
}
