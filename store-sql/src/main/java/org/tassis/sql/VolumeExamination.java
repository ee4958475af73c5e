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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tassis.message.DamagedStructure;
import org.tassis.message.StructureCodec;
import org.tassis.sql.volume.DamagedRecord;
import org.tassis.sql.volume.Locator;
import org.tassis.sql.volume.StoredRecord;
import org.tassis.sql.volume.VolumeScan;
import org.tassis.sql.volume.Volumes;

/// The doctor's walk through the volumes, beside the rows that refer to them: both in the order of their
/// places.
final class VolumeExamination {
    private final Volumes volumes;
    private final Connection connection;
    private final boolean repair;
    private final Consumer<Doctor.Progress> progress;
    private final Consumer<Finding> findings;
    private int count;
    private long records;
    private long octets;
    private long total;
    private long dead;

    VolumeExamination(
            Volumes volumes,
            Connection connection,
            boolean repair,
            Consumer<Doctor.Progress> progress,
            Consumer<Finding> findings) {
        this.volumes = volumes;
        this.connection = connection;
        this.repair = repair;
        this.progress = progress;
        this.findings = findings;
    }

    int volumes() {
        return count;
    }

    long records() {
        return records;
    }

    long octets() {
        return octets;
    }

    long dead() {
        return dead;
    }

    private record Known(long number, long used, long dead) {}

    void run() throws IOException, SQLException {
        List<Known> known = known();
        Set<Long> numbers = new HashSet<>();
        known.forEach(one -> {
            numbers.add(one.number);
            total += one.used;
        });
        for (long number : volumes.numbers()) {
            if (!numbers.contains(number)) {
                findings.accept(new Finding.UnknownVolume(number, volumes.fileSize(number)));
            }
        }
        for (Known one : known) {
            examine(one);
        }
        lost(numbers);
    }

    private List<Known> known() throws SQLException {
        List<Known> known = new ArrayList<>();
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT number, used, dead FROM store_volume ORDER BY number");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                known.add(new Known(row.getLong(1), row.getLong(2), row.getLong(3)));
            }
        }
        return known;
    }

    /// Rows that refer to volumes the database itself does not know.
    private void lost(Set<Long> numbers) throws SQLException {
        Set<Long> named = new HashSet<>();
        for (String table : Loader.REFERRING) {
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT locator FROM " + table + " WHERE locator <> 0");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    named.add(Locator.volume(row.getLong(1)));
                }
            }
        }
        named.removeAll(numbers);
        for (long number : named) {
            findings.accept(new Finding.MissingVolume(number, references(number)));
        }
    }

    private long references(long number) throws SQLException {
        long references = 0;
        for (String table : Loader.REFERRING) {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT COUNT(*) FROM " + table + " WHERE locator BETWEEN ? AND ?")) {
                select.setLong(1, Locator.first(number));
                select.setLong(2, Locator.last(number));
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    references += row.getLong(1);
                }
            }
        }
        return references;
    }

    private void examine(Known volume) throws IOException, SQLException {
        count++;
        if (!volumes.exists(volume.number)) {
            findings.accept(new Finding.MissingVolume(volume.number, references(volume.number)));
            return;
        }
        long size = volumes.fileSize(volume.number);
        if (size < volume.used) {
            findings.accept(new Finding.ShortVolume(volume.number, size, volume.used));
        }
        long alive;
        try (References references = new References(volume.number)) {
            alive = walk(volume, references);
        }
        long counted = Math.max(0, volume.used - VolumeScan.START - alive);
        dead += counted;
        octets += volume.used;
        if (counted != volume.dead) {
            if (repair) {
                try (PreparedStatement update =
                        connection.prepareStatement("UPDATE store_volume SET dead = ? WHERE number = ?")) {
                    update.setLong(1, counted);
                    update.setLong(2, volume.number);
                    update.executeUpdate();
                }
            }
            findings.accept(new Finding.WrongDeadSpace(volume.number, volume.dead, counted, repair));
        }
    }

    /// @return octets of records that somebody refers to
    private long walk(Known volume, References references) throws IOException, SQLException {
        VolumeScan scan = new VolumeScan(volumes, volume.number, volume.used);
        try {
            scan.checkFile();
        } catch (DamagedRecord e) {
            findings.accept(new Finding.DamagedRecord(0, "volume " + volume.number, text(e), 0));
        }
        long alive = 0;
        long told = 0;
        while (scan.hasNext()) {
            long locator = Locator.of(volume.number, scan.offset());
            references.report(locator); // rows that point between records
            Reference here = references.at(locator);
            try {
                StoredRecord record = scan.next();
                records++;
                if (here != null) {
                    alive += record.header().recordSize();
                    check(record, here);
                }
            } catch (DamagedRecord e) {
                if (here != null) {
                    damaged(here, text(e));
                }
                long next = references.next(locator);
                if (next == 0) {
                    break; // what follows is of no use to anybody
                }
                long end = Locator.offset(next);
                alive += here == null ? 0 : end - scan.offset();
                scan.skipTo(end);
            }
            if (scan.offset() - told > 16 << 20) {
                told = scan.offset();
                progress.accept(new Doctor.Progress("volume " + volume.number, octets + told, total));
            }
        }
        references.report(Long.MAX_VALUE);
        return alive;
    }

    private void check(StoredRecord record, Reference reference) throws IOException {
        try {
            if (record.header().contentId() != reference.content) {
                damaged(reference, "it is content " + record.header().contentId());
            } else if (record.header().length() != reference.size) {
                damaged(reference, "it has " + record.header().length() + " octets, not " + reference.size);
            } else {
                StructureCodec.decode(record.structure());
                record.verify();
            }
        } catch (DamagedRecord | DamagedStructure e) {
            damaged(reference, text(e));
        }
    }

    private static String text(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private void damaged(Reference reference, String what) {
        findings.accept(new Finding.DamagedRecord(
                reference.content, Locator.describe(reference.locator), what, reference.count));
    }

    /// What rows say of one record.
    private record Reference(long locator, long content, long size, long count) {}

    /// The places that rows refer to, ascending.
    private final class References implements AutoCloseable {
        private final PreparedStatement select;
        private final ResultSet row;
        private @Nullable Reference next;

        References(long number) throws SQLException {
            select = connection.prepareStatement("SELECT locator, content, size, COUNT(*) FROM ("
                    + String.join(
                            " UNION ALL ",
                            Loader.REFERRING.stream()
                                    .map(table -> "SELECT locator, content, size FROM " + table
                                            + " WHERE locator BETWEEN ? AND ?")
                                    .toList())
                    + ") AS t"
                    + " GROUP BY locator, content, size ORDER BY locator");
            select.setFetchSize(1000);
            for (int at = 1; at < 2 * Loader.REFERRING.size(); at += 2) {
                select.setLong(at, Locator.first(number));
                select.setLong(at + 1, Locator.last(number));
            }
            row = select.executeQuery();
            next = read();
        }

        private @Nullable Reference read() throws SQLException {
            return row.next() ? new Reference(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)) : null;
        }

        /// Takes the reference to this place.
        @Nullable
        Reference at(long locator) throws SQLException {
            Reference here = next;
            if (here == null || here.locator != locator) {
                return null;
            }
            next = read();
            while (next != null && next.locator == locator) { // rows that contradict each other
                damaged(next, "rows disagree about it");
                next = read();
            }
            return here;
        }

        /// The first place behind this one; 0 for none.
        long next(long locator) throws SQLException {
            report(locator);
            return next == null ? 0 : next.locator;
        }

        /// Reports those before this place: there is no record.
        void report(long locator) throws SQLException {
            while (next != null && next.locator < locator) {
                damaged(next, "there is no record");
                next = read();
            }
        }

        @Override
        public void close() throws SQLException {
            row.close();
            select.close();
        }
    }
}
