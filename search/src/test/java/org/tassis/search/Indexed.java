package org.tassis.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.tassis.core.MailboxId;
import org.tassis.store.MailStore;
import org.tassis.store.TextIndex;
import org.tassis.store.TextPart;

/// An index in tests.
final class Indexed {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Indexed() {}

    /// One that hurries.
    static SearchSettings settings(Path directory) {
        return new SearchSettings(
                directory, 1 << 20, Duration.ofMillis(5), Duration.ofMillis(200), 500, 0, 0, Duration.ofMillis(50));
    }

    /// Until it knows all messages that these mailboxes hold now.
    static void await(SearchIndex index, MailStore store, List<MailboxId> mailboxes) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            index.awaitCurrent(PATIENCE);
            for (MailboxId mailbox : mailboxes) {
                long last = store.snapshot(mailbox).uidNext() - 1;
                while (last > 0 && !knows(index, mailbox, last)) {
                    assertThat(System.nanoTime())
                            .as("in time: %s", index.status())
                            .isLessThan(end);
                    index.awaitCurrent(Duration.ofMillis(10));
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean knows(SearchIndex index, MailboxId mailbox, long uid) {
        return index.candidates(mailbox, TextPart.HEADER, "abc", new int[] {1})
                .map(candidates -> candidates.of(uid) != TextIndex.Answer.UNKNOWN)
                .orElse(false);
    }
}
