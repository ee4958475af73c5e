package org.tassis.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.MailboxId;
import org.tassis.sql.volume.DamagedRecord;
import org.tassis.sql.volume.Locator;
import org.tassis.sql.volume.StoredRecord;
import org.tassis.sql.volume.Volumes;
import org.tassis.store.StoreException;

/// Gives back the space of sealed volumes of which enough is dead: copies the living records to the active
/// volume and deletes the file. A volume with a damaged record is left as it is. Used by one thread at a
/// time.
final class Compaction {
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
    private static final long STEP_OCTETS = 8L << 20;
    private static final int STEP_RECORDS = 500;

    private final Reader reader;
    private final Volumes volumes;
    private final Committer committer;
    private final double deadShare;
    private final BooleanSupplier mayDelete;
    private final Set<Long> damaged = new HashSet<>();

    /// @param mayDelete asked before each volume
    Compaction(Reader reader, Volumes volumes, Committer committer, double deadShare, BooleanSupplier mayDelete) {
        this.reader = reader;
        this.volumes = volumes;
        this.committer = committer;
        this.deadShare = deadShare;
        this.mayDelete = mayDelete;
    }

    /// @return how many volumes were deleted
    int run() {
        int deleted = 0;
        for (long number : worthwhile()) {
            if (!committer.isClosed() && mayDelete.getAsBoolean() && !damaged.contains(number) && compact(number)) {
                deleted++;
            }
        }
        return deleted;
    }

    private List<Long> worthwhile() {
        return reader.readNow(connection -> {
            List<Long> numbers = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT number, used, dead FROM store_volume WHERE sealed = 1 AND dead > 0 ORDER BY number");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (row.getLong(3) >= deadShare * row.getLong(2)) {
                        numbers.add(row.getLong(1));
                    }
                }
            }
            return numbers;
        });
    }

    private record Living(long locator, long content) {}

    private boolean compact(long number) {
        try {
            for (List<Living> living = living(number); !living.isEmpty(); living = living(number)) {
                committer.submit(new Relocate(open(living)));
            }
            committer.submit(new Drop(number));
            volumes.delete(number);
            LOG.info("Volume {} was mostly dead and is gone", number);
            return true;
        } catch (DamagedRecord e) {
            damaged.add(number);
            LOG.error("Volume {} is not compacted: {}", number, e.getMessage());
            return false;
        } catch (IOException | StoreException e) {
            if (!committer.isClosed()) {
                LOG.warn("Volume {} could not be compacted now", number, e);
            }
            return false;
        }
    }

    private List<StoredRecord> open(List<Living> living) throws IOException {
        List<StoredRecord> records = new ArrayList<>();
        long octets = 0;
        for (Living one : living) {
            StoredRecord record = volumes.find(one.locator, one.content);
            octets += record.header().recordSize();
            if (!records.isEmpty() && octets > STEP_OCTETS) {
                break;
            }
            record.structure();
            record.verify();
            records.add(record);
        }
        return records;
    }

    /// What is in flight may be missing, or be one too many: who drops the volume looks again.
    private List<Living> living(long number) {
        return reader.readNow(connection -> {
            List<Living> living = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(String.join(
                            " UNION ",
                            Loader.REFERRING.stream()
                                    .map(table ->
                                            "SELECT locator, content FROM " + table + " WHERE locator BETWEEN ? AND ?")
                                    .toList())
                    + " ORDER BY locator FETCH FIRST " + STEP_RECORDS + " ROWS ONLY")) {
                for (int at = 1; at < 2 * Loader.REFERRING.size(); at += 2) {
                    select.setLong(at, Locator.first(number));
                    select.setLong(at + 1, Locator.last(number));
                }
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        living.add(new Living(row.getLong(1), row.getLong(2)));
                    }
                }
            }
            return living;
        });
    }

    /// Copies records and changes the rows that refer to them.
    private static final class Relocate extends Write<Boolean> {
        private final List<StoredRecord> records;

        Relocate(List<StoredRecord> records) {
            this.records = records;
        }

        @Override
        boolean alone() {
            return true;
        }

        @Override
        long octets() {
            return records.stream()
                    .mapToLong(record -> record.header().recordSize())
                    .sum();
        }

        @Override
        Boolean evaluate(Batch batch) throws SQLException {
            Connection connection = batch.direct();
            Set<Long> mailboxes = new TreeSet<>();
            try (PreparedStatement who = connection.prepareStatement(
                            "SELECT DISTINCT mailbox FROM store_message WHERE locator = ?");
                    PreparedStatement messages =
                            connection.prepareStatement("UPDATE store_message SET locator = ? WHERE locator = ?");
                    PreparedStatement history =
                            connection.prepareStatement("UPDATE store_history SET locator = ? WHERE locator = ?");
                    PreparedStatement queue =
                            connection.prepareStatement("UPDATE queue_message SET locator = ? WHERE locator = ?");
                    Loader.Referring referring = new Loader.Referring(connection)) {
                for (StoredRecord record : records) {
                    if (!referring.anyTo(record.locator())) {
                        continue; // forgotten since it was found, and counted as dead then
                    }
                    who.setLong(1, record.locator());
                    try (ResultSet row = who.executeQuery()) {
                        while (row.next()) {
                            mailboxes.add(row.getLong(1));
                        }
                    }
                    long locator = batch.placeAgain(record);
                    for (PreparedStatement update : List.of(messages, history, queue)) {
                        update.setLong(1, locator);
                        update.setLong(2, record.locator());
                        update.executeUpdate();
                    }
                    batch.add(Sql.BURY, record.header().recordSize(), Locator.volume(record.locator()));
                }
            }
            for (long mailbox : mailboxes) {
                batch.box(new MailboxId(mailbox)).relocate();
            }
            return true;
        }
    }

    /// Forgets a volume to which no row refers.
    private static final class Drop extends Write<Boolean> {
        private final long number;

        Drop(long number) {
            this.number = number;
        }

        @Override
        boolean alone() {
            return true;
        }

        @Override
        Boolean evaluate(Batch batch) throws SQLException {
            Connection connection = batch.direct();
            for (String table : Loader.REFERRING) {
                try (PreparedStatement select = connection.prepareStatement(
                        "SELECT 1 FROM " + table + " WHERE locator BETWEEN ? AND ? FETCH FIRST 1 ROWS ONLY")) {
                    select.setLong(1, Locator.first(number));
                    select.setLong(2, Locator.last(number));
                    try (ResultSet row = select.executeQuery()) {
                        if (row.next()) {
                            throw new IllegalStateException("volume " + number + " is still in use");
                        }
                    }
                }
            }
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM store_volume WHERE number = ? AND sealed = 1")) {
                delete.setLong(1, number);
                delete.executeUpdate();
            }
            return true;
        }
    }
}
