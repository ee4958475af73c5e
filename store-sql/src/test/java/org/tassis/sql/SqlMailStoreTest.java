package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tassis.sql.TestStore.ANN;
import static org.tassis.sql.TestStore.assertFails;
import static org.tassis.sql.TestStore.octets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.message.MessageContent;
import org.tassis.message.MessageStructure;
import org.tassis.message.Spool;
import org.tassis.store.Departed;
import org.tassis.store.Destination;
import org.tassis.store.Expunged;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// What only this store does; what every store does is in its contract.
class SqlMailStoreTest {
    @TempDir
    Path directory;

    @Test
    void everythingIsThereAfterAStart() {
        MailboxId inbox;
        MailboxSnapshot before;
        byte[] one = octets("one", 300);
        byte[] large = octets("large", 700_000);
        try (TestStore open = TestStore.derby(directory)) {
            inbox = open.inbox(ANN);
            open.append(inbox, one);
            TestStore.append(open.store, inbox, large, Flags.of(Set.of(SystemFlag.SEEN), Set.of("Work", "$Label")));
            open.append(inbox, octets("gone", 100));
            open.store.expunge(inbox, UidSet.of(3));
            open.store.create(ANN, new MailboxName("A/B"), Set.of());
            before = open.store.snapshot(inbox);
        }
        try (TestStore open = TestStore.derby(directory)) {
            MailboxSnapshot after = open.store.snapshot(inbox);
            assertThat(after.count()).isEqualTo(2);
            assertThat(after.uidNext()).isEqualTo(4);
            assertThat(after.highestModSeq()).isEqualTo(before.highestModSeq());
            assertThat(after.since(before).isEmpty()).isTrue();
            for (int i = 0; i < 2; i++) {
                assertThat(after.flags(i)).isEqualTo(before.flags(i));
                assertThat(after.id(i)).isEqualTo(before.id(i));
                assertThat(after.contentId(i)).isEqualTo(before.contentId(i));
            }
            assertThat(open.read(inbox, 1)).isEqualTo(one);
            assertThat(open.read(inbox, 2)).isEqualTo(large);
            assertThat(open.store.vanishedSince(inbox, 1)).isEqualTo(UidSet.of(3));
            assertThat(open.store.mailboxes(ANN)).hasSize(8);
            assertThat(open.store.subscriptions(ANN)).hasSize(6);
            assertThat(open.store.usage(ANN).bytes()).isEqualTo(one.length + large.length);
            assertThat(open.store.history(ANN, 10)).hasSize(1);
            assertThat(open.append(inbox, one)).isEqualTo(4);
        }
    }

    @Test
    void aStructureIsStoredBesideItsMessage() {
        try (TestStore open = TestStore.derby(directory)) {
            MailboxId inbox = open.inbox(ANN);
            byte[] octets = octets("structure", 5000);
            Spool spool = TestStore.message(octets);
            MessageStructure scanned = spool.structure();
            open.store.deliver(spool, Instant.EPOCH, List.of(new Destination(inbox, Flags.NONE)));
            MailboxSnapshot snapshot = open.store.snapshot(inbox);
            assertThat(open.store.message(snapshot, 0).structure()).isEqualTo(scanned);
        }
    }

    @Test
    void aMessageForManyIsStoredOnce() throws IOException {
        try (TestStore open = TestStore.derby(directory)) {
            List<Destination> destinations = new ArrayList<>();
            for (long account = 1; account <= 50; account++) {
                destinations.add(new Destination(open.inbox(new AccountId(account)), Flags.NONE));
            }
            byte[] octets = octets("many", 100_000);
            open.store.deliver(TestStore.message(octets), Instant.EPOCH, destinations);
            assertThat(Files.size(directory.resolve("volumes/0000000001.vol"))).isBetween(100_000L, 105_000L);
            for (Destination destination : destinations) {
                assertThat(open.read(destination.mailbox(), 1)).isEqualTo(octets);
            }
        }
    }

    /// Breaks when its octets are written, after everything was evaluated.
    private record Poison(Spool inner, AtomicBoolean armed) implements MessageContent {
        @Override
        public long size() {
            return inner.size();
        }

        @Override
        public MessageStructure structure() {
            return inner.structure();
        }

        @Override
        public InputStream open() {
            return inner.open();
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            if (armed.getAndSet(true)) {
                throw new IOException("the spool file is gone");
            }
            inner.writeTo(channel);
        }
    }

    @Test
    void aWriteThatFailsSpoilsNoneOfItsNeighbours() throws Exception {
        try (TestStore open = TestStore.derby(directory);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            MailboxId inbox = open.inbox(ANN);
            List<Future<Long>> good = new ArrayList<>();
            List<Future<Long>> bad = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                byte[] octets = octets("m" + i, 500);
                if (i % 20 == 7) {
                    Poison poison = new Poison(TestStore.message(octets), new AtomicBoolean());
                    bad.add(executor.submit(() -> open.store
                            .append(inbox, List.of(new NewMessage(poison, Flags.NONE, Instant.EPOCH)))
                            .getFirst()
                            .uid()));
                } else {
                    good.add(executor.submit(() -> open.append(inbox, octets)));
                }
            }
            Set<Long> uids = new java.util.TreeSet<>();
            for (Future<Long> one : good) {
                uids.add(one.get());
            }
            assertThat(uids).hasSize(190);
            for (Future<Long> one : bad) {
                assertThatThrownBy(one::get).hasCauseInstanceOf(StoreException.class);
            }
            assertThat(open.store.snapshot(inbox).count()).isEqualTo(190);
            assertThat(open.store.usage(ANN).messages()).isEqualTo(190);
        }
        try (TestStore open = TestStore.derby(directory)) {
            MailboxSnapshot snapshot = open.store.snapshot(open.inbox(ANN));
            assertThat(snapshot.count()).isEqualTo(190);
            for (int i = 0; i < snapshot.count(); i++) {
                open.store.message(snapshot, i).octets(0, (int) snapshot.size(i));
            }
        }
    }

    @Test
    void messagesOfADeletedMailboxKeepTheirKeywords() {
        try (TestStore open = TestStore.derby(directory)) {
            MailboxName name = new MailboxName("Projects/Post");
            MailboxId box = open.store.create(ANN, name, Set.of()).id();
            TestStore.append(open.store, box, octets("kept", 100), Flags.of(Set.of(), Set.of("Urgent")));
            open.store.delete(ANN, name);
            assertFails(() -> open.store.snapshot(box), StoreFailure.NoSuchMailbox.class);
            var remembered = open.store.history(ANN, 5).getFirst();
            assertThat(remembered.mailbox()).isEqualTo(name);
            var back = open.store.restore(ANN, List.of(remembered.departed())).getFirst();
            assertThat(back.mailbox()).isEqualTo(open.inbox(ANN));
            assertThat(open.store.snapshot(open.inbox(ANN)).flags(0).has("urgent"))
                    .isTrue();
        }
    }

    @Test
    void whatIsRestoredReadsNothingElseOfHistory() throws Exception {
        try (TestStore open = TestStore.derby(directory)) {
            MailboxId inbox = open.inbox(ANN);
            for (int i = 0; i < 4; i++) {
                open.append(inbox, octets("number " + i, 100));
            }
            open.store.expunge(inbox, UidSet.of(1, 2));
            Expunged wanted = open.store.expunge(inbox, UidSet.of(3));
            open.store.expunge(inbox, UidSet.of(4));
            try (Connection other = open.database.connection()) {
                other.setAutoCommit(false);
                try (PreparedStatement lock =
                        other.prepareStatement("UPDATE store_history SET size = size WHERE mod_seq <> ?")) {
                    lock.setLong(1, wanted.modSeq());
                    assertThat(lock.executeUpdate()).isEqualTo(3);
                }
                // Whoever reads the rows of the others waits for them, in vain.
                assertThat(open.store.restore(ANN, List.of(new Departed(inbox, wanted.modSeq(), wanted.uids()))))
                        .hasSize(1);
                other.rollback();
            }
        }
    }

    @Test
    void anInterruptedCallerGetsHisAnswerAndStaysInterrupted() throws Exception {
        SqlStoreSettings small = TestStore.SETTINGS.withCache(1, 10);
        try (TestStore open = TestStore.derby(directory, small);
                var executor = Executors.newCachedThreadPool()) {
            MailboxId inbox = open.inbox(ANN);
            byte[] octets = octets("interrupted", 3000);
            open.append(inbox, octets);
            open.append(inbox, octets);
            executor.submit(() -> {
                        for (int i = 0; i < 20; i++) {
                            Thread.currentThread().interrupt();
                            assertThat(open.read(inbox, 1)).isEqualTo(octets);
                            open.append(inbox, octets);
                            assertThat(open.store.history(ANN, 5)).isEmpty();
                            assertThat(Thread.interrupted()).isTrue();
                        }
                        return true;
                    })
                    .get();
        }
    }

    @Test
    void aClosedStoreRefuses() {
        TestStore open = TestStore.derby(directory);
        MailboxId inbox = open.inbox(ANN);
        open.close();
        open.close();
        assertFails(() -> open.append(inbox, octets("late", 100)), StoreFailure.Unavailable.class);
        assertFails(() -> open.store.snapshot(inbox), StoreFailure.Unavailable.class);
        assertFails(() -> open.store.mailboxes(ANN), StoreFailure.Unavailable.class);
    }
}
