package org.tassis.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.sql.TestStore.ANN;
import static org.tassis.sql.TestStore.BOB;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.OrderKeys;
import org.tassis.store.Subscription;
import org.tassis.testkit.TestMessages;

/// What messages are put in order by is kept in rows: that they are used, made anew when they are of no
/// use, and go with their messages.
class OrderRowsTest {
    @TempDir
    Path directory;

    private TestStore open;
    private MailboxId inbox;

    @BeforeEach
    void open() {
        open = TestStore.derby(directory);
        inbox = open.inbox(ANN);
    }

    @AfterEach
    void close() {
        open.close();
    }

    @Test
    void messagesAreReadOnce() throws IOException {
        fill(inbox, "a", 600);
        List<String> before = subjects(inbox);
        assertThat(before).hasSize(600).startsWith("A 0", "A 1");
        Path volume = directory.resolve("volumes/0000000001.vol");
        Files.write(volume, new byte[(int) Files.size(volume)]);
        assertThat(subjects(inbox)).isEqualTo(before);
    }

    @Test
    void fewAtTheEndOfAMailboxAreReadAgain() throws SQLException {
        fill(inbox, "a", 15);
        subjects(inbox);
        assertThat(rows(inbox)).isZero();
        fill(inbox, "b", 1);
        subjects(inbox);
        assertThat(rows(inbox)).isEqualTo(1);
    }

    @Test
    void damagedRowsAreMadeAnew() throws SQLException {
        fill(inbox, "a", 300);
        List<String> before = subjects(inbox);
        for (int kind = 0; kind < 4; kind++) {
            damage(kind);
            assertThat(subjects(inbox)).isEqualTo(before);
            assertThat(subjects(inbox)).isEqualTo(before);
        }
        damage(-1); // they were written again, so now there is nothing to be damaged
        assertThat(rows(inbox)).isEqualTo(2);
    }

    @Test
    void whenRowsCannotBeReadMessagesAre() throws SQLException {
        fill(inbox, "a", 5000);
        execute("DROP TABLE store_order");
        assertThat(subjects(inbox)).hasSize(5000).endsWith("A 4998", "A 4999");
    }

    /// Of a database that was put back to an earlier state, say.
    @Test
    void rowsOfOtherMessagesAreNotUsed() throws SQLException {
        MailboxId other = open.inbox(BOB);
        fill(inbox, "a", 300);
        fill(other, "b", 300);
        List<String> right = subjects(inbox);
        subjects(other);
        execute("DELETE FROM store_order WHERE mailbox = " + inbox.value());
        execute("UPDATE store_order SET mailbox = " + inbox.value());
        assertThat(subjects(inbox)).isEqualTo(right);
    }

    @Test
    void whatHasNoRowsGetsThemStepByStep() throws SQLException {
        fill(inbox, "a", 3000);
        fill(open.inbox(BOB), "b", 20);
        MailboxId many = open.store
                .create(ANN, new MailboxName("many"), java.util.Set.of())
                .id();
        fill(many, "c", 257);
        OrderUpkeep upkeep = open.store.order();
        while (upkeep.run()) {}
        assertThat(rows(inbox)).isEqualTo(12);
        assertThat(rows(open.inbox(BOB))).isEqualTo(1);
        assertThat(rows(many)).isEqualTo(1);
    }

    @Test
    void rowsFollowWhatArrivesAndLeaves() throws SQLException {
        OrderUpkeep upkeep = open.store.order();
        while (upkeep.run()) {}
        try (Subscription watch = open.store.watchAll(upkeep::heard)) {
            fill(inbox, "a", 600);
            awaitRows(inbox, 3);
            long all = octets(inbox);
            open.store.expunge(inbox, UidSet.of(1, 255));
            awaitRows(inbox, 2);
            open.store.expunge(inbox, UidSet.of(256, 300));
            eventually(() -> octets(inbox) < all * 9 / 16);
            assertThat(subjects(inbox)).startsWith("A 300").hasSize(300);
            MailboxId box = open.store
                    .create(ANN, new MailboxName("box"), java.util.Set.of())
                    .id();
            fill(box, "b", 100);
            awaitRows(box, 1);
            open.store.delete(ANN, new MailboxName("box"));
            awaitRows(box, 0);
        }
    }

    private void awaitRows(MailboxId mailbox, int count) throws SQLException {
        eventually(() -> rows(mailbox) == count);
    }

    private interface Claim {
        boolean holds() throws SQLException;
    }

    private void eventually(Claim claim) throws SQLException {
        long end = System.nanoTime() + java.time.Duration.ofSeconds(30).toNanos();
        while (!claim.holds()) {
            assertThat(System.nanoTime()).isLessThan(end);
            open.store.order().run();
        }
    }

    @Test
    void theyGoWithTheirAccount() throws SQLException {
        fill(inbox, "a", 300);
        subjects(inbox);
        open.store.purge(ANN);
        assertThat(rows(inbox)).isZero();
    }

    private void fill(MailboxId mailbox, String word, int count) {
        List<NewMessage> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(new NewMessage(
                    TestMessages.content(TestMessages.simple(word + " " + i, "text")),
                    Flags.NONE,
                    java.time.Instant.EPOCH));
        }
        open.store.append(mailbox, some);
    }

    private List<String> subjects(MailboxId mailbox) {
        MailboxSnapshot snapshot = open.store.snapshot(mailbox);
        List<String> subjects = new ArrayList<>();
        open.store.orderKeys(
                snapshot,
                IntStream.range(0, snapshot.count()).toArray(),
                (_, keys) -> subjects.add(keys.map(one -> new String(one.text(OrderKeys.Text.SUBJECT), UTF_8))
                        .orElse("unreadable")));
        return subjects;
    }

    private void damage(int kind) throws SQLException {
        try (Connection connection = open.database.connection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT keys_of FROM store_order WHERE mailbox = ? AND block = 0");
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE store_order SET keys_of = ? WHERE mailbox = ? AND block = 0")) {
            select.setLong(1, inbox.value());
            try (ResultSet row = select.executeQuery()) {
                assertThat(row.next()).isTrue();
                byte[] octets = row.getBytes(1);
                switch (kind) {
                    case 0 -> octets[1000] ^= 1;
                    case 1 -> octets[0]++; // of another version
                    case 2 -> octets = java.util.Arrays.copyOf(octets, octets.length / 2);
                    case 3 -> octets = new byte[0];
                    default -> assertThat(OrderBlock.read(octets).count()).isEqualTo(255);
                }
                update.setBytes(1, octets);
                update.setLong(2, inbox.value());
                update.executeUpdate();
            }
        }
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = open.database.connection();
                PreparedStatement update = connection.prepareStatement(statement)) {
            update.executeUpdate();
        }
    }

    private long rows(MailboxId mailbox) throws SQLException {
        return number("SELECT COUNT(*) FROM store_order WHERE mailbox = " + mailbox.value());
    }

    private long octets(MailboxId mailbox) throws SQLException {
        return number(
                "SELECT SUM(CAST(LENGTH(keys_of) AS BIGINT)) FROM store_order WHERE mailbox = " + mailbox.value());
    }

    private long number(String query) throws SQLException {
        try (Connection connection = open.database.connection();
                PreparedStatement select = connection.prepareStatement(query);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
