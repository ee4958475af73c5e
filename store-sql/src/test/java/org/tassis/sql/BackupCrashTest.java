package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.backup.BackupRun;
import org.tassis.backup.DirectoryTarget;
import org.tassis.backup.KeySource;
import org.tassis.backup.Progress;
import org.tassis.backup.Vault;
import org.tassis.backup.Verification;
import org.tassis.sql.backup.SqlSnapshots;

/// A backup whose process is killed, and one whose disk is full.
class BackupCrashTest {
    private static final int MESSAGES = 120;
    private static final int SIZE = 60_000;
    private static final long SLOW = 15_000;

    @TempDir
    private Path directory;

    /// What is killed: a slow backup of a data directory.
    public static final class Child {
        private Child() {}

        /// @param arguments data directory, target
        public static void main(String[] arguments) throws Exception {
            try (TestStore open = TestStore.derby(Path.of(arguments[0]))) {
                backup(open, Path.of(arguments[1]), SLOW);
            }
        }
    }

    private static BackupRun.Outcome backup(TestStore open, Path target, long rate) throws Exception {
        Path state = open.directory.resolve("backup");
        try (Vault vault = Vault.open(new DirectoryTarget(target), new KeySource.None())) {
            return new BackupRun(
                            vault,
                            new SqlSnapshots(
                                    open.database, open.store, state.resolve("scratch"), InstantSource.system()),
                            new BackupRun.Plan("1.0", "mail.example.org", Map.of(), state, rate, Set.of()),
                            InstantSource.system(),
                            Progress.NONE)
                    .run();
        }
    }

    private static void fill(TestStore open) {
        for (int i = 0; i < MESSAGES; i++) {
            open.append(open.inbox(TestStore.ANN), TestStore.octets("message " + i, SIZE));
        }
    }

    private static List<String> files(Path target, String ending) throws Exception {
        if (!Files.isDirectory(target)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(target)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> target.relativize(file).toString())
                    .filter(name -> name.matches(ending))
                    .toList();
        }
    }

    @Test
    void aKilledBackupIsNoneAndTheNextGoesOn() throws Exception {
        Path data = directory.resolve("data");
        Path target = directory.resolve("target");
        try (TestStore open = TestStore.derby(data)) {
            fill(open);
        }
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        data.toString(),
                        target.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("child.log").toFile())
                .start();
        while (files(target, "pieces/.*").size() < 8 && child.isAlive()) {
            child.waitFor(10, TimeUnit.MILLISECONDS);
        }
        child.destroyForcibly().waitFor();
        int left = files(target, "pieces/.*").size();
        assertThat(left).as(Files.readString(directory.resolve("child.log"))).isGreaterThanOrEqualTo(8);
        try (Vault vault = Vault.open(new DirectoryTarget(target), new KeySource.None())) {
            assertThat(vault.ids()).isEmpty();
        }
        try (TestStore open = TestStore.derby(data)) {
            BackupRun.Outcome outcome = backup(open, target, 0);
            assertThat(outcome.pieces()).isLessThan(outcome.manifest().pieces().count());
            assertThat(files(target, ".*[.]part")).isEmpty();
            assertThat(data.resolve("backup/scratch")).doesNotExist();
        }
        try (Vault vault = Vault.open(new DirectoryTarget(target), new KeySource.None())) {
            assertThat(new Verification(vault, Progress.NONE)
                            .contents(vault.newest().orElseThrow())
                            .problems())
                    .isEmpty();
        }
    }

    @Test
    void aFullDiskIsSaidWithWhatToDo() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        boolean mounted = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", disk.toString())
                        .redirectErrorStream(true)
                        .start()
                        .waitFor()
                == 0;
        if (!mounted) {
            System.out.println("SKIPPED: a disk that is really full, as this user may not mount one");
        }
        assumeTrue(mounted, "may mount a file system");
        try (TestStore open = TestStore.derby(directory.resolve("data"))) {
            fill(open);
            assertThatThrownBy(() -> backup(open, disk.resolve("target"), 0))
                    .hasMessageContaining("is full")
                    .hasMessageContaining("backup.keep-daily");
            assertThat(files(disk, ".*[.]part|.*manifests.*")).isEmpty();
            open.append(open.inbox(TestStore.ANN), TestStore.octets("goes on", 100));
        } finally {
            new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor();
        }
    }
}
