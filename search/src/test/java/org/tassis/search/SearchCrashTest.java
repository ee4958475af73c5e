package org.tassis.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.SearchContract.lookThrough;
import static org.tassis.testkit.store.SearchContract.search;

import java.io.IOException;
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
            KilledProcess.run(
                    SearchCrashChild.class,
                    200 + random.nextInt(1500),
                    directory.toString(),
                    Long.toString(random.nextLong()));
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
