package org.tassis.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.store.MailStore;
import org.tassis.store.NewMessage;
import org.tassis.testkit.TestMessages;

/// Kills a server that stores, indexes and has attachments read, again and again: afterwards every
/// attachment is found, and each message is in the index once.
class AttachmentsCrashTest {
    private static final int ROUNDS = 3;

    private static SearchIndex start(MailStore store, Path directory) {
        return SearchIndex.start(
                store,
                Indexed.settings(directory.resolve("search")),
                Optional.of(new AttachmentSettings(
                        FakeReader.command(directory),
                        directory.resolve("scratch"),
                        Duration.ofSeconds(30),
                        100_000,
                        1000,
                        Duration.ofSeconds(30),
                        Duration.ofMillis(50))));
    }

    private static MailboxId inbox(MailStore store) {
        return store.mailbox(new AccountId(1), MailboxName.INBOX).orElseThrow().id();
    }

    /// Until it is killed.
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            Path directory = Path.of(arguments[0]);
            SqlStore open = SqlStore.derby(directory, SqlStore.SETTINGS);
            SearchIndex index = start(open.store(), directory);
            System.out.println("begun");
            MailboxId inbox = inbox(open.store());
            for (int i = 0; ; i++) {
                byte[] octets = AttachmentsTest.message("file.pdf", "zebra in number " + i);
                open.store()
                        .append(
                                inbox,
                                List.of(new NewMessage(TestMessages.content(octets), Flags.NONE, Instant.EPOCH)));
                long stored = open.store().snapshot(inbox).count();
                while (index.inFiles(inbox, "zebra").length < stored - 20) { // not much ahead of it
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    @Timeout(180)
    void nothingIsLostAndNothingIsThereTwice(@TempDir Path directory) throws IOException, InterruptedException {
        long seed = System.nanoTime();
        System.out.println("nothingIsLostAndNothingIsThereTwice seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            KilledProcess.run(Child.class, 1500 + random.nextInt(2500), directory.toString());
            check(directory);
        }
    }

    private static void check(Path directory) throws IOException, InterruptedException {
        try (SqlStore open = SqlStore.derby(directory, SqlStore.SETTINGS);
                SearchIndex index = start(open.store(), directory)) {
            MailboxId inbox = inbox(open.store());
            long messages = open.store().snapshot(inbox).count();
            assertThat(messages).isPositive();
            long[] all = LongStream.rangeClosed(1, messages).toArray();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (index.inFiles(inbox, "zebra").length != messages
                    || index.status().messages() != messages) {
                assertThat(System.nanoTime())
                        .as("%d messages, %s, %s", messages, index.status(), index.attachments())
                        .isLessThan(end);
                index.awaitCurrent(Duration.ofMillis(10));
                Thread.onSpinWait();
            }
            assertThat(index.inFiles(inbox, "zebra")).isEqualTo(all);
        }
        assertThat(Files.exists(directory.resolve("search.reading")))
                .as("an orderly end is nobody's fault")
                .isFalse();
    }
}
