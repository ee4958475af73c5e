package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.sql.TestStore.ANN;
import static org.tassis.sql.TestStore.octets;

import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.Quota;
import org.tassis.core.UidSet;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.queue.QueueStore;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.Settlement;
import org.tassis.message.MessageContent;
import org.tassis.sql.volume.FileOpener;
import org.tassis.sql.volume.VolumeSettings;
import org.tassis.store.Destination;

/// The queue's octets in the volumes: shared, moved by compaction, dead in the end.
class SqlQueueTest {
    private static final SqlStoreSettings SETTINGS = new SqlStoreSettings(
            new VolumeSettings(100_000, 8),
            FileOpener.PLAIN,
            1000,
            16 << 20,
            100_000,
            1000,
            1 << 20,
            Duration.ZERO,
            0.1);

    @TempDir
    Path directory;

    private TestStore open() {
        return TestStore.derby(directory, SETTINGS, _ -> Quota.UNLIMITED, InstantSource.system());
    }

    private static Outgoing to(String... recipients) {
        return new Outgoing(
                "q1",
                Optional.empty(),
                EmailAddress.parse("ann@example.org"),
                MailParameters.NONE,
                "",
                List.of(recipients).stream()
                        .map(one -> new Outgoing.To(EmailAddress.valueOf(one), RecipientParameters.NONE))
                        .toList());
    }

    private static Queued accept(TestStore open, byte[] octets, List<Destination> mailboxes) {
        return open.store
                .queue()
                .accept(
                        TestStore.message(octets),
                        Instant.now(),
                        mailboxes,
                        List.of(to("b@elsewhere.example")),
                        Duration.ofDays(5))
                .getFirst();
    }

    private static byte[] read(MessageContent content) throws Exception {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        content.writeTo(Channels.newChannel(copy));
        return copy.toByteArray();
    }

    private Doctor.Report doctor() throws Exception {
        try (Database database = Database.open(new DatabaseSettings.Embedded(directory.resolve("derby")))) {
            return new Doctor(directory.resolve("volumes"), database, false, _ -> {}).examine();
        }
    }

    @Test
    void octetsAreSharedWithMailboxes() throws Exception {
        try (TestStore open = open()) {
            accept(open, octets("shared", 50_000), List.of(new Destination(open.inbox(ANN), Flags.NONE)));
            assertThat(Files.size(directory.resolve("volumes/0000000001.vol"))).isBetween(50_000L, 55_000L);
        }
        assertThat(doctor().findings()).isEmpty();
    }

    @Test
    void compactionKeepsWhatTheQueueNeeds() throws Exception {
        byte[] kept = octets("kept", 30_000);
        try (TestStore open = open()) {
            MailboxId inbox = open.inbox(ANN);
            Queued row = accept(open, kept, List.of(new Destination(inbox, Flags.NONE)));
            MessageContent before = open.store.queue().content(row);
            assertThat(before.size()).isEqualTo(kept.length);
            List<Queued> going = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                going.add(accept(open, octets("going " + i, 30_000), List.of()));
            }
            open.store
                    .queue()
                    .settle(going.stream()
                            .<Settlement>map(one -> new Settlement.Done(one.id()))
                            .toList());
            open.store.expunge(inbox, UidSet.of(1));
            open.store.forget(Instant.now().plusSeconds(60));
            assertThat(open.store.compact()).isPositive();
            assertThat(directory.resolve("volumes/0000000001.vol")).doesNotExist();
            assertThat(read(open.store.queue().content(row))).isEqualTo(kept);
            assertThat(read(before)).as("opened before it moved").isEqualTo(kept);
        }
        Doctor.Report report = doctor();
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void whatNobodyNeedsAnyMoreIsDead() throws Exception {
        try (TestStore open = open()) {
            QueueStore queue = open.store.queue();
            Queued alone = accept(open, octets("alone", 3000), List.of());
            Queued shared = accept(open, octets("shared", 3000), List.of(new Destination(open.inbox(ANN), Flags.NONE)));
            queue.settle(List.of(new Settlement.Done(alone.id()), new Settlement.Done(shared.id())));
        }
        Doctor.Report report = doctor(); // which counts dead octets and compares
        assertThat(report.findings()).isEmpty();
        assertThat(report.dead()).isBetween(3000L, 4000L);
    }
}
