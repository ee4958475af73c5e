package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.sql.TestStore.ANN;
import static org.tassis.sql.TestStore.BOB;
import static org.tassis.sql.TestStore.octets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.sql.volume.Locator;
import org.tassis.store.Destination;

class DoctorTest {
    private static Path used;
    private static MailboxId inbox;
    private Path directory;

    /// A store with a bit of everything.
    @BeforeAll
    static void aStoreThatWasUsed(@TempDir Path path) {
        used = path;
        try (TestStore open = TestStore.derby(path)) {
            inbox = open.inbox(ANN);
            for (int i = 1; i <= 6; i++) {
                open.append(inbox, octets("m" + i, 300 * i));
            }
            TestStore.append(open.store, inbox, octets("large", 1_200_000), Flags.of(Set.of(), Set.of("Work")));
            open.append(inbox, octets("second volume", 1000));
            open.store.deliver(
                    TestStore.message(octets("shared", 2000)),
                    Instant.EPOCH,
                    List.of(new Destination(inbox, Flags.NONE), new Destination(open.inbox(BOB), Flags.NONE)));
            MailboxId other =
                    open.store.create(ANN, new MailboxName("Other"), Set.of()).id();
            open.store.move(inbox, UidSet.of(2), other);
            open.store.expunge(inbox, UidSet.of(3));
            open.store.delete(ANN, new MailboxName("Other"));
            open.store.expunge(inbox, UidSet.of(4));
            open.store.forget(Instant.now().plusSeconds(60));
        }
    }

    @BeforeEach
    void aCopyOfIt(@TempDir Path path) {
        directory = path;
        TestStore.copy(used, path);
    }

    private Doctor.Report examine(boolean repair) throws IOException, SQLException {
        try (Database database = Database.open(new DatabaseSettings.Embedded(directory.resolve("derby")))) {
            return new Doctor(directory.resolve("volumes"), database, repair, _ -> {}).examine();
        }
    }

    private void damageTheDatabase(String sql) throws SQLException {
        try (Database database = Database.open(new DatabaseSettings.Embedded(directory.resolve("derby")));
                var connection = database.connection();
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    private void damageVolume(long number, long offset) throws IOException {
        Path file = directory.resolve("volumes/000000000" + number + ".vol");
        byte[] octets = Files.readAllBytes(file);
        octets[(int) offset] ^= 4;
        Files.write(file, octets);
    }

    @Test
    void aHealthyStoreHasNoFindings() throws Exception {
        Doctor.Report report = examine(false);
        assertThat(report.findings()).isEmpty();
        assertThat(report.isHealthy()).isTrue();
        assertThat(report.volumes()).isEqualTo(2);
        assertThat(report.records()).isEqualTo(9);
        assertThat(report.messages()).isEqualTo(7);
        assertThat(report.history()).isZero();
        assertThat(report.dead()).isGreaterThan(2700);
    }

    @Test
    void everyDamagedPlaceOfARecordIsFound() throws Exception {
        long place;
        try (TestStore open = TestStore.derby(directory)) {
            place = Locator.offset(open.locator(inbox, 5));
        }
        for (long at : new long[] {0, 6, 20, 45, 1200}) {
            damageVolume(1, place + at);
            Doctor.Report report = examine(false);
            assertThat(report.findings()).hasSize(1);
            assertThat(report.findings().getFirst()).isInstanceOf(Finding.DamagedRecord.class);
            assertThat(report.isHealthy()).isFalse();
            damageVolume(1, place + at);
        }
        assertThat(examine(false).findings()).isEmpty();
    }

    @Test
    void aMissingVolumeIsFound() throws Exception {
        Files.delete(directory.resolve("volumes/0000000002.vol"));
        assertThat(examine(false).findings()).containsExactly(new Finding.MissingVolume(2, 3));
    }

    @Test
    void aVolumeOfAnotherTimeIsFound() throws Exception {
        Files.write(directory.resolve("volumes/0000000009.vol"), new byte[100]);
        Doctor.Report report = examine(false);
        assertThat(report.findings()).containsExactly(new Finding.UnknownVolume(9, 100));
        assertThat(report.isHealthy()).isTrue();
    }

    @Test
    void aShortVolumeIsFound() throws Exception {
        Path file = directory.resolve("volumes/0000000002.vol");
        byte[] octets = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(octets, octets.length - 100));
        assertThat(examine(false).findings())
                .hasSize(2)
                .hasAtLeastOneElementOfType(Finding.ShortVolume.class)
                .hasAtLeastOneElementOfType(Finding.DamagedRecord.class);
    }

    @Test
    void wrongCountersAreFoundAndRepaired() throws Exception {
        damageTheDatabase("UPDATE store_account SET bytes = bytes + 1 WHERE id = 1");
        damageTheDatabase("UPDATE store_mailbox SET uid_next = 3 WHERE id = " + inbox.value());
        damageTheDatabase("UPDATE store_mailbox SET mod_seq = 2 WHERE id = " + inbox.value());
        damageTheDatabase("UPDATE store_volume SET dead = 0 WHERE number = 1");
        damageTheDatabase("UPDATE store_number SET next_value = 1 WHERE name = 'id'");
        assertThat(examine(false).findings()).hasSize(5);
        assertThat(examine(true).findings()).hasSize(5).allSatisfy(finding -> assertThat(finding.sentence())
                .endsWith("repaired."));
        assertThat(examine(false).findings()).isEmpty();
    }

    @Test
    void rowsThatPointNowhereAreFound() throws Exception {
        damageTheDatabase("UPDATE store_message SET locator = locator + 1 WHERE uid = 5");
        assertThat(examine(false).findings())
                .hasSize(2)
                .hasAtLeastOneElementOfType(Finding.DamagedRecord.class)
                .hasAtLeastOneElementOfType(Finding.WrongDeadSpace.class);
    }

    @Test
    void rowsThatPointAtAnothersMessageAreFound() throws Exception {
        damageTheDatabase("UPDATE store_message SET locator = (SELECT locator FROM store_message WHERE uid = 6)"
                + " WHERE uid = 5");
        assertThat(examine(false).findings()).hasAtLeastOneElementOfType(Finding.DamagedRecord.class);
    }

    @Test
    void unknownKeywordsAndLostMailboxesAreFound() throws Exception {
        damageTheDatabase("UPDATE store_message SET flags = 1024 WHERE uid = 5");
        damageTheDatabase("UPDATE store_message SET mailbox = 999999 WHERE uid = 6");
        assertThat(examine(false).findings())
                .contains(new Finding.UnknownKeyword(inbox.value(), 5), new Finding.NoMailbox(999999, 1))
                .hasAtLeastOneElementOfType(Finding.WrongUsage.class);
    }
}
