package org.tassis.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tassis.sql.volume.FileOpener;
import org.tassis.sql.volume.VolumeSettings;
import org.tassis.sql.volume.Volumes;

/// Examines a store that nobody uses: every record's checksums, every row's place, sizes, counters,
/// sequences, and the database's indexes. Reads everything once; changes nothing unless told to repair, and
/// then only counters that can be counted again.
public final class Doctor {
    private final Path directory;
    private final Database database;
    private final boolean repair;
    private final Consumer<Progress> progress;
    private final List<Finding> findings = new ArrayList<>();

    /// @param directory of the volumes
    /// @param progress  called now and then by the thread that examines
    public Doctor(Path directory, Database database, boolean repair, Consumer<Progress> progress) {
        this.directory = directory;
        this.database = database;
        this.repair = repair;
        this.progress = progress;
    }

    /// How far it is.
    ///
    /// @param octets of the volumes that were read
    /// @param total  of the volumes
    public record Progress(String what, long octets, long total) {}

    /// What was examined, and what was found.
    ///
    /// @param records  in the volumes
    /// @param octets   of the volumes
    /// @param dead     octets of them that no message refers to
    /// @param messages in mailboxes
    /// @param history  expunged messages that can be restored
    public record Report(
            List<Finding> findings, int volumes, long records, long octets, long dead, long messages, long history) {
        public Report {
            findings = List.copyOf(findings);
        }

        public boolean isHealthy() {
            return findings.stream().noneMatch(Finding::isSerious);
        }
    }

    /// @throws IOException  the directory cannot be read
    /// @throws SQLException the database cannot be read
    public Report examine() throws IOException, SQLException {
        try (Connection connection = database.connection();
                Volumes volumes = new Volumes(directory, VolumeSettings.DEFAULT, FileOpener.PLAIN)) {
            connection.setAutoCommit(false);
            tables(connection);
            long messages = count(connection, "SELECT COUNT(*) FROM store_message");
            long history = count(connection, "SELECT COUNT(*) FROM store_history WHERE locator <> 0");
            counters(connection);
            VolumeExamination examination = new VolumeExamination(volumes, connection, repair, progress, findings::add);
            examination.run();
            connection.commit();
            return new Report(
                    findings,
                    examination.volumes(),
                    examination.records(),
                    examination.octets(),
                    examination.dead(),
                    messages,
                    history);
        }
    }

    // ---- the database ----

    private void tables(Connection connection) throws SQLException {
        if (database.dialect() != Dialect.DERBY) {
            return; // PostgreSQL's own tools do that (pg_amcheck)
        }
        for (String table : List.of(
                "store_account",
                "store_mailbox",
                "store_keyword",
                "store_subscription",
                "store_message",
                "store_history",
                "store_volume",
                "store_number",
                "queue_message",
                "queue_recipient")) {
            progress.accept(new Progress("table " + table, 0, 0));
            try (PreparedStatement check =
                    connection.prepareStatement("VALUES SYSCS_UTIL.SYSCS_CHECK_TABLE(CURRENT SCHEMA, '"
                            + table.toUpperCase(java.util.Locale.ROOT) + "')")) {
                try (ResultSet row = check.executeQuery()) {
                    row.next();
                }
            } catch (SQLException e) {
                findings.add(new Finding.DamagedTable(table, String.valueOf(e.getMessage())));
            }
        }
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @FunctionalInterface
    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String sql, Row reader) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setFetchSize(1000);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    reader.read(row);
                }
            }
        }
    }

    private void counters(Connection connection) throws SQLException {
        progress.accept(new Progress("counters", 0, 0));
        usage(connection);
        sequences(connection);
        each(
                connection,
                "SELECT m.mailbox, COUNT(*) FROM store_message m WHERE NOT EXISTS (SELECT 1 FROM store_mailbox b"
                        + " WHERE b.id = m.mailbox AND b.deleted = 0) GROUP BY m.mailbox",
                row -> findings.add(new Finding.NoMailbox(row.getLong(1), row.getLong(2))));
        each(
                connection,
                "SELECT h.mailbox, h.uid FROM store_history h JOIN store_message m"
                        + " ON m.mailbox = h.mailbox AND m.uid = h.uid",
                row -> findings.add(new Finding.StillThere(row.getLong(1), row.getLong(2))));
        keywords(connection);
        queue(connection);
        numbers(connection);
    }

    private void queue(Connection connection) throws SQLException {
        each(
                connection,
                "SELECT r.message, COUNT(*) FROM queue_recipient r WHERE NOT EXISTS (SELECT 1 FROM queue_message m"
                        + " WHERE m.id = r.message) GROUP BY r.message",
                row -> findings.add(new Finding.QueuedWithoutMessage(row.getLong(1), row.getLong(2))));
        List<Long> idle = new ArrayList<>();
        each(
                connection,
                "SELECT m.id FROM queue_message m WHERE NOT EXISTS (SELECT 1 FROM queue_recipient r"
                        + " WHERE r.message = m.id)",
                row -> idle.add(row.getLong(1)));
        for (long message : idle) {
            findings.add(new Finding.QueuedForNobody(message, repair));
            repair(connection, "DELETE FROM queue_message WHERE id = ?", message);
        }
    }

    private void usage(Connection connection) throws SQLException {
        List<Finding.WrongUsage> wrong = new ArrayList<>();
        each(
                connection,
                "SELECT a.id, a.bytes, a.messages, COALESCE(SUM(m.size), 0), COUNT(m.uid) FROM store_account a"
                        + " LEFT JOIN store_mailbox b ON b.account = a.id"
                        + " LEFT JOIN store_message m ON m.mailbox = b.id"
                        + " GROUP BY a.id, a.bytes, a.messages"
                        + " HAVING a.bytes <> COALESCE(SUM(m.size), 0) OR a.messages <> COUNT(m.uid)",
                row -> wrong.add(new Finding.WrongUsage(
                        row.getLong(1), row.getLong(2), row.getLong(4), row.getLong(3), row.getLong(5), repair)));
        for (Finding.WrongUsage one : wrong) {
            findings.add(one);
            repair(
                    connection,
                    "UPDATE store_account SET bytes = ?, messages = ?, version = version + 1 WHERE id = ?",
                    one.bytes(),
                    one.messages(),
                    one.account());
        }
    }

    private void sequences(Connection connection) throws SQLException {
        List<Finding> wrong = new ArrayList<>();
        for (String table : List.of("store_message", "store_history")) {
            each(
                    connection,
                    "SELECT b.id, b.uid_next, b.mod_seq, MAX(m.uid), MAX(m.mod_seq) FROM store_mailbox b"
                            + " JOIN " + table + " m ON m.mailbox = b.id GROUP BY b.id, b.uid_next, b.mod_seq"
                            + " HAVING MAX(m.uid) >= b.uid_next OR MAX(m.mod_seq) > b.mod_seq",
                    row -> {
                        if (row.getLong(4) >= row.getLong(2)) {
                            wrong.add(
                                    new Finding.UidNextTooLow(row.getLong(1), row.getLong(2), row.getLong(4), repair));
                        }
                        if (row.getLong(5) > row.getLong(3)) {
                            wrong.add(new Finding.ModSeqTooLow(row.getLong(1), row.getLong(3), row.getLong(5), repair));
                        }
                    });
        }
        for (Finding one : wrong) {
            findings.add(one);
            if (one instanceof Finding.UidNextTooLow low) {
                repair(
                        connection,
                        "UPDATE store_mailbox SET uid_next = ?, version = version + 1 WHERE id = ? AND uid_next < ?",
                        low.highest() + 1,
                        low.mailbox(),
                        low.highest() + 1);
            } else if (one instanceof Finding.ModSeqTooLow low) {
                repair(
                        connection,
                        "UPDATE store_mailbox SET mod_seq = ?, version = version + 1 WHERE id = ? AND mod_seq < ?",
                        low.highest(),
                        low.mailbox(),
                        low.highest());
            }
        }
    }

    private void keywords(Connection connection) throws SQLException {
        each(
                connection,
                "SELECT m.mailbox, m.uid, m.flags, (SELECT COUNT(*) FROM store_keyword k WHERE k.mailbox = m.mailbox)"
                        + " FROM store_message m WHERE m.flags > 255 OR m.flags < 0",
                row -> {
                    long known = row.getLong(4);
                    if (known < 56 && row.getLong(3) >>> 8 + known != 0) {
                        findings.add(new Finding.UnknownKeyword(row.getLong(1), row.getLong(2)));
                    }
                });
    }

    private void numbers(Connection connection) throws SQLException {
        number(
                connection,
                "id",
                "SELECT MAX(v) FROM (SELECT MAX(id) AS v FROM store_message"
                        + " UNION ALL SELECT MAX(content) AS v FROM store_message"
                        + " UNION ALL SELECT MAX(id) AS v FROM store_history"
                        + " UNION ALL SELECT MAX(content) AS v FROM store_history"
                        + " UNION ALL SELECT MAX(content) AS v FROM queue_message"
                        + " UNION ALL SELECT MAX(id) AS v FROM queue_recipient"
                        + " UNION ALL SELECT MAX(id) AS v FROM store_mailbox) AS t");
        number(connection, "volume", "SELECT MAX(number) FROM store_volume");
        number(connection, "uidvalidity", "SELECT MAX(uid_validity) FROM store_mailbox");
    }

    private void number(Connection connection, String name, String highestOf) throws SQLException {
        long highest = count(connection, highestOf);
        long next = count(connection, "SELECT next_value FROM store_number WHERE name = '" + name + "'");
        if (highest >= next) {
            findings.add(new Finding.NumberTooLow(name, next, highest, repair));
            if (repair) {
                try (PreparedStatement update =
                        connection.prepareStatement("UPDATE store_number SET next_value = ? WHERE name = ?")) {
                    update.setLong(1, highest + 1);
                    update.setString(2, name);
                    update.executeUpdate();
                }
            }
        }
    }

    private void repair(Connection connection, String sql, long... values) throws SQLException {
        if (repair) {
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    update.setLong(i + 1, values[i]);
                }
                update.executeUpdate();
            }
        }
    }
}
