package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tassis.sql.TestStore.ANN;
import static org.tassis.sql.TestStore.BOB;
import static org.tassis.sql.TestStore.octets;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.store.Change;
import org.tassis.store.Destination;
import org.tassis.store.NewMessage;
import org.tassis.store.StoreException;

/// What the contract cannot see of a purge: the rows, the volumes, and what an end in the middle leaves.
class PurgeTest {
    private static final int MANY = 6000;

    @TempDir
    Path directory;

    @Test
    void rowsAndVolumesAreGivenBack() throws Exception {
        try (TestStore open = TestStore.derby(directory)) {
            MailboxId ann = open.inbox(ANN);
            MailboxId bob = open.inbox(BOB);
            byte[] shared = octets("shared", 2000);
            open.store.deliver(
                    TestStore.message(shared),
                    Instant.EPOCH,
                    List.of(new Destination(ann, Flags.NONE), new Destination(bob, Flags.NONE)));
            for (int i = 0; i < 30; i++) {
                open.append(ann, octets("m" + i, 100_000));
            }
            open.append(bob, octets("the active volume stays", 900_000));
            assertThat(open.store.purge(ANN)).isEqualTo(31);
            assertThat(rowsOf(open.database)).isZero();
            assertThat(open.store.compact()).isPositive();
            assertThat(open.read(bob, 1)).isEqualTo(shared);
        }
        assertHealthy();
    }

    @Test
    @Timeout(120)
    void anEndInTheMiddleIsMadeGoodByTheNextCall() throws Exception {
        try (TestStore open = TestStore.derby(directory);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<NewMessage> messages = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                messages.add(new NewMessage(TestStore.message(octets("m" + i, 100)), Flags.NONE, Instant.EPOCH));
            }
            open.store.append(open.inbox(ANN), messages);
            CountDownLatch begun = new CountDownLatch(2);
            open.store.watch(ANN, change -> {
                if (change instanceof Change.Vanished) {
                    begun.countDown();
                }
            });
            Future<Long> purge = threads.submit(() -> open.store.purge(ANN));
            begun.await();
            open.store.close();
            assertThatThrownBy(purge::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(StoreException.class);
        }
        assertHealthy();
        try (TestStore again = TestStore.derby(directory)) {
            assertThat(rowsOf(again.database)).isPositive();
            assertThat(again.store.usage(ANN).messages()).isLessThan(MANY);
            again.store.purge(ANN);
            assertThat(rowsOf(again.database)).isZero();
        }
        assertHealthy();
    }

    private void assertHealthy() throws Exception {
        try (Database database = Database.open(new DatabaseSettings.Embedded(directory.resolve("derby")))) {
            assertThat(new Doctor(directory.resolve("volumes"), database, false, _ -> {})
                            .examine()
                            .findings())
                    .isEmpty();
        }
    }

    /// Everything of Ann's that is in the database.
    private static long rowsOf(Database database) throws SQLException {
        long rows = 0;
        String boxes = " WHERE mailbox IN (SELECT id FROM store_mailbox WHERE account = " + ANN.value() + ")";
        String account = " WHERE account = " + ANN.value();
        for (String from : List.of(
                "store_message" + boxes,
                "store_keyword" + boxes,
                "store_history" + account,
                "store_subscription" + account,
                "store_mailbox" + account,
                "store_account WHERE id = " + ANN.value())) {
            try (var connection = database.connection();
                    var statement = connection.createStatement();
                    ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM " + from)) {
                count.next();
                rows += count.getLong(1);
            }
        }
        return rows;
    }
}
