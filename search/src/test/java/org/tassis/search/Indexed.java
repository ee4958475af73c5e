package org.tassis.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.tassis.core.MailboxId;
import org.tassis.store.MailStore;
import org.tassis.store.TextIndex;
import org.tassis.store.TextPart;

/// An index in tests.
final class Indexed {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Indexed() {}

    /// One that hurries.
    static SearchSettings settings(Path directory) {
        return new SearchSettings(
                directory, 1 << 20, Duration.ofMillis(5), Duration.ofMillis(200), 500, 0, 0, Duration.ofMillis(50));
    }

    /// Until it knows all messages that these mailboxes hold now.
    static void await(SearchIndex index, MailStore store, List<MailboxId> mailboxes) {
        try {
            index.awaitCurrent(PATIENCE);
            for (MailboxId mailbox : mailboxes) {
                long last = store.snapshot(mailbox).uidNext() - 1;
                until(index, () -> "known: " + index.status(), () -> last == 0 || knows(index, mailbox, last));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Until that holds, which the index may do by itself later.
    ///
    /// @param what holds then, for who reads that it did not
    static void until(SearchIndex index, Supplier<String> what, BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(() -> "in time: " + what.get()).isLessThan(end);
            index.awaitCurrent(Duration.ofMillis(10));
            Thread.onSpinWait();
        }
    }

    private static boolean knows(SearchIndex index, MailboxId mailbox, long uid) {
        return index.candidates(mailbox, TextPart.HEADER, "abc", new int[] {1})
                .map(candidates -> candidates.of(uid) != TextIndex.Answer.UNKNOWN)
                .orElse(false);
    }
}
