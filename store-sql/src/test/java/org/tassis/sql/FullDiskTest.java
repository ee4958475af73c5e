package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.tassis.sql.TestStore.ANN;
import static org.tassis.sql.TestStore.octets;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.FlagChange;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// A disk that is really full: a small file system in memory, which only root may mount.
class FullDiskTest {
    private static final long SIZE = 40 << 20;
    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mount(@TempDir Path directory) throws Exception {
        disk = directory.resolve("disk");
        Files.createDirectory(disk);
        mounted = run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", disk.toString());
        if (!mounted) {
            System.out.println("SKIPPED: a disk that is really full, as this user may not mount one");
        }
        assumeTrue(mounted, "may mount a file system");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            run("umount", "-l", disk.toString());
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }

    @Test
    void whenTheReserveIsReachedMessagesAreRefusedAndAllElseGoesOn() throws Exception {
        SqlStoreSettings settings = TestStore.SETTINGS.withFreeSpace(8 << 20);
        try (TestStore open = TestStore.derby(disk, settings);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            MailboxId inbox = open.inbox(ANN);
            int stored = fill(open, executor, inbox);
            assertThat(stored).isPositive();
            assertThat(open.store.snapshot(inbox).count()).isEqualTo(stored);
            open.store.expunge(inbox, UidSet.of(1));
            enlargeDisk();
            assertThat(fill(open, executor, inbox)).isPositive();
            readAll(open, inbox);
        }
        healthy();
    }

    @Test
    void whenTheDiskIsFullToTheLastOctetNothingAcknowledgedIsLost() throws Exception {
        Path ballast = disk.resolve("ballast");
        SqlStoreSettings settings = TestStore.SETTINGS.withFreeSpace(0);
        try (TestStore open = TestStore.derby(disk, settings);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            MailboxId inbox = open.inbox(ANN);
            Files.write(ballast, new byte[4 << 20]);
            int stored = fill(open, executor, inbox);
            Files.delete(ballast);
            int afterwards = fill(open, executor, inbox);
            assertThat(afterwards).as("stored once there is space again").isPositive();
            stored += afterwards;
            assertThat(open.store.snapshot(inbox).count()).isEqualTo(stored);
            readAll(open, inbox);
        }
        healthy();
    }

    @Test
    void whenTheDatabaseFindsNoSpaceItRefusesAndRecovers() throws Exception {
        Path ballast = disk.resolve("ballast");
        try (TestStore open = TestStore.derby(disk)) {
            MailboxId inbox = open.inbox(ANN);
            for (int i = 0; i < 20; i++) {
                open.append(inbox, octets("before", 5000));
            }
            fillWith(ballast);
            UidSet all = UidSet.ALL;
            StoreException refusal = null;
            int done = 0;
            for (; refusal == null && done < 50_000; done++) {
                try {
                    FlagChange.Mode mode = done % 2 == 0 ? FlagChange.Mode.ADD : FlagChange.Mode.REMOVE;
                    open.store.changeFlags(
                            inbox, all, new FlagChange(mode, Flags.of(SystemFlag.SEEN)), OptionalLong.empty());
                } catch (StoreException e) {
                    refusal = e;
                }
            }
            assertThat(refusal).as("a refusal after %d changes", done).isNotNull();
            System.out.println("refused after " + done + " changes: " + refusal.failure());
            Files.delete(ballast);
            StoreException again = refusal;
            for (int attempt = 0; again != null && attempt < 10; attempt++) {
                try {
                    open.append(inbox, octets("after", 5000));
                    again = null;
                } catch (StoreException e) {
                    again = e;
                }
            }
            assertThat(again).as("a failure once there is space again").isNull();
            readAll(open, inbox);
        }
        healthy();
    }

    private static void fillWith(Path ballast) throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            byte[] block = new byte[4096];
            for (long i = 0; i < SIZE; i += block.length) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    /// Stores messages from four threads until each was refused; only for want of space.
    private static int fill(TestStore open, ExecutorService executor, MailboxId inbox) throws Exception {
        List<Future<Integer>> writers = new ArrayList<>();
        for (int w = 0; w < 4; w++) {
            int size = 60_000 + 10_000 * w;
            writers.add(executor.submit(() -> {
                for (int stored = 0; ; stored++) {
                    try {
                        open.append(inbox, octets("fill", size));
                    } catch (StoreException e) {
                        assertThat(e.failure())
                                .as("%s", e.getCause())
                                .isInstanceOfAny(StoreFailure.Full.class, StoreFailure.Unavailable.class);
                        return stored;
                    }
                }
            }));
        }
        int stored = 0;
        for (Future<Integer> writer : writers) {
            try {
                stored += writer.get();
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause());
            }
        }
        return stored;
    }

    private void enlargeDisk() throws Exception {
        assertThat(run("mount", "-o", "remount,size=" + 2 * SIZE, disk.toString()))
                .isTrue();
    }

    private static void readAll(TestStore open, MailboxId inbox) {
        MailboxSnapshot snapshot = open.store.snapshot(inbox);
        for (int i = 0; i < snapshot.count(); i++) {
            open.store.message(snapshot, i).octets(0, (int) snapshot.size(i));
        }
    }

    private void healthy() throws Exception {
        try (Database database = Database.open(new DatabaseSettings.Embedded(disk.resolve("derby")))) {
            Doctor.Report report = new Doctor(disk.resolve("volumes"), database, false, _ -> {}).examine();
            assertThat(report.findings().stream()
                            .filter(finding -> !(finding instanceof Finding.UnknownVolume))
                            .map(Finding::sentence))
                    .isEmpty();
        }
    }
}
