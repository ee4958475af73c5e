package org.tassis.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.SearchContract.lookThrough;
import static org.tassis.testkit.store.SearchContract.search;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.MailboxId;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.search.TextTests;

/// Kills a process that stores and indexes, again and again: afterwards searches find what looking through
/// finds, at once and when the index has caught up, and each message is in the index once.
class SearchCrashTest {
    private static final int ROUNDS = 4;

    @Test
    @Timeout(180)
    void aKilledIndexIsRight(@TempDir Path directory) throws IOException, InterruptedException {
        long seed = System.nanoTime();
        System.out.println("aKilledIndexIsRight seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            SearchCrashChild.class.getName(),
                            directory.toString(),
                            Long.toString(random.nextLong()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader lines = child.inputReader(StandardCharsets.US_ASCII)) {
                String line = lines.readLine();
                while (line != null && !line.equals("begun")) { // what logging says of itself
                    line = lines.readLine();
                }
                assertThat(line).as("the child has begun").isNotNull();
                child.waitFor(200 + random.nextInt(1500), TimeUnit.MILLISECONDS);
            } finally {
                child.toHandle().destroyForcibly(); // SIGKILL
                child.waitFor();
            }
            check(directory);
        }
    }

    private static void check(Path directory) {
        try (SqlStore open = SqlStore.derby(directory, SqlStore.SETTINGS);
                SearchIndex index = SearchIndex.start(open.store(), Indexed.settings(directory.resolve("search")))) {
            List<MailboxId> boxes = SearchCrashChild.boxes(open.store());
            compare(open, boxes);
            Indexed.await(index, open.store(), boxes);
            compare(open, boxes);
            long messages = boxes.stream()
                    .mapToLong(box -> open.store().snapshot(box).count())
                    .sum();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (index.status().messages() != messages) {
                assertThat(System.nanoTime())
                        .as("%d messages, %s", messages, index.status())
                        .isLessThan(end);
                Thread.onSpinWait();
            }
        }
    }

    private static void compare(SqlStore open, List<MailboxId> boxes) {
        for (MailboxId box : boxes) {
            MailboxSnapshot now = open.store().snapshot(box);
            for (String text : List.of("alpha", "beta ga", "word 1", "nowhere")) {
                assertThat(search(open.store(), now, () -> TextTests.text(text)))
                        .isEqualTo(lookThrough(open.store(), now, () -> TextTests.text(text)));
            }
        }
    }
}
