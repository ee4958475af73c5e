package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.sql.TestStore.ANN;
import static org.tassis.sql.TestStore.BOB;
import static org.tassis.sql.TestStore.assertFails;
import static org.tassis.sql.TestStore.octets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.MailboxId;
import org.tassis.sql.volume.Locator;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreFailure;

/// Volumes that are damaged, lost, or longer than what was committed.
class DamageTest {
    @TempDir
    Path directory;

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
}
