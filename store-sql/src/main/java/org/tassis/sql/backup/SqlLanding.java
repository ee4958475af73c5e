package org.tassis.sql.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tassis.backup.BackupException;
import org.tassis.backup.Landing;
import org.tassis.backup.Row;
import org.tassis.backup.RowWriter;
import org.tassis.sql.DataDirectory;
import org.tassis.sql.Database;
import org.tassis.sql.volume.FileOpener;
import org.tassis.sql.volume.VolumeSettings;
import org.tassis.sql.volume.Volumes;

/// A data directory without mail, and a database without tables.
public final class SqlLanding implements Landing {
    /// Added to what is given next. What was given after the backup was made is gone, but mail programs
    /// remember it.
    private static final long GAP_OF_IDS = 1L << 32;

    private static final long GAP_OF_UIDS = 1L << 20;
    private static final long GAP_OF_NUMBERS = 1000;

    private static final List<String> AFTERWARDS = List.of(
            "UPDATE store_number SET next_value = next_value + " + GAP_OF_IDS + " WHERE name = 'id'",
            // RFC 9051 §2.3.1.1: a UID is never given twice. RFC 7162 §3.1: nor is a modification sequence.
            "UPDATE store_mailbox SET forgotten = mod_seq + " + GAP_OF_UIDS + ", mod_seq = mod_seq + " + GAP_OF_UIDS
                    + ", version = version + 1",
            "UPDATE store_mailbox SET uid_next = uid_next + " + GAP_OF_UIDS + " WHERE uid_next < 4200000000",
            "UPDATE queue_recipient SET state = 1 WHERE state = 0",
            "DELETE FROM access_session");

    private static final int BATCH = 1000;
    private static final int COMMIT = 20_000;

    private final DataDirectory data;
    private final Database database;
    private final Volumes volumes;
    private final Connection connection;
    private final Tables tables;

    /// @param database opened as it is; whoever opened it closes it
    /// @throws BackupException there is something already
    public SqlLanding(DataDirectory data, Database database) throws IOException {
        this.data = data;
        this.database = database;
        this.volumes = new Volumes(data.volumes(), VolumeSettings.DEFAULT, FileOpener.PLAIN);
        try {
            if (!volumes.numbers().isEmpty()) {
                throw new BackupException("there are volumes with mail in " + data.volumes()
                        + ": everything is put back into an empty data directory only");
            }
            this.connection = database.connection();
            this.connection.setAutoCommit(false);
            this.tables = new Tables(connection);
            if (!tables.names().isEmpty()) {
                connection.close();
                throw new BackupException(
                        "the database has tables already: everything is put back into an empty" + " database only");
            }
            connection.rollback();
        } catch (SQLException e) {
            volumes.close();
            throw new IOException("the database cannot be used: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            volumes.close();
            throw e;
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws SQLException, IOException, InterruptedException;
    }

    private static <T> T sql(String what, Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (SQLException e) {
            SQLException last = e;
            while (last.getNextException() != null) {
                last = last.getNextException(); // a batch says why at its end
            }
            throw new IOException(what + ": " + last.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(what + ": interrupted", e);
        }
    }

    @Override
    public void prepare(List<String> schema) throws IOException {
        try {
            database.create(schema);
        } catch (IllegalArgumentException e) {
            throw new BackupException(
                    "the backup was made by a newer program: this one does not know the step " + e.getMessage()
                            + " of its database; use the newer program",
                    e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        sql("the tables cannot be emptied", () -> {
            for (String table : tables.names().reversed()) { // the steps have put some rows there
                try (Statement delete = connection.createStatement()) {
                    delete.executeUpdate("DELETE FROM " + table);
                }
            }
            connection.commit();
            return true;
        });
    }

    @Override
    public Rows table(String name, List<String> columns) throws IOException {
        return sql("table " + name, () -> new Filling(name, columns));
    }

    private final class Filling implements Rows {
        private final String table;
        private final List<Integer> types = new ArrayList<>();
        private final PreparedStatement insert;
        private long rows;

        Filling(String table, List<String> columns) throws SQLException {
            this.table = table;
            Map<String, Integer> known = tables.types(table);
            for (String column : columns) {
                Integer type = known.get(column);
                if (type == null) {
                    throw new SQLException("there is no column " + column);
                }
                types.add(type);
            }
            insert = connection.prepareStatement("INSERT INTO " + table + " (" + String.join(", ", columns)
                    + ") VALUES (" + "?, ".repeat(columns.size() - 1) + "?)");
        }

        @Override
        public void put(Row row) throws IOException {
            sql("table " + table, () -> {
                for (int i = 0; i < types.size(); i++) {
                    bind(row, i, types.get(i));
                }
                insert.addBatch();
                rows++;
                if (rows % BATCH == 0) {
                    insert.executeBatch();
                }
                if (rows % COMMIT == 0) {
                    connection.commit();
                }
                return true;
            });
        }

        private void bind(Row row, int column, int type) throws SQLException {
            if (row.isNull(column)) {
                insert.setNull(column + 1, type);
                return;
            }
            switch (type) {
                case Types.SMALLINT, Types.INTEGER, Types.BIGINT -> insert.setLong(column + 1, row.number(column));
                case Types.DOUBLE -> insert.setDouble(column + 1, row.real(column));
                case Types.CHAR, Types.VARCHAR -> insert.setString(column + 1, row.text(column));
                default -> insert.setBytes(column + 1, row.octets(column));
            }
        }

        @Override
        public void close() throws IOException {
            sql("table " + table, () -> {
                try (insert) {
                    insert.executeBatch();
                    connection.commit();
                }
                return true;
            });
        }
    }

    @Override
    public String digest(String name, List<String> columns) throws IOException {
        return sql("table " + name, () -> {
            RowWriter rows = RowWriter.digesting();
            tables.write(name, columns, rows);
            connection.rollback();
            return rows.digest();
        });
    }

    @Override
    public void finish() throws IOException {
        sql("the database cannot be brought to this version", () -> {
            for (String table : tables.names()) {
                for (String column : tables.numbered(table)) {
                    number(table, column);
                }
            }
            connection.commit();
            database.migrate();
            Set<String> there = Set.copyOf(tables.names());
            for (String statement : AFTERWARDS) {
                String[] words = statement.split(" ", -1);
                if (there.contains(words[0].equals("DELETE") ? words[2] : words[1])) {
                    try (Statement update = connection.createStatement()) {
                        update.executeUpdate(statement);
                    }
                }
            }
            connection.commit();
            return true;
        });
    }

    private void number(String table, String column) throws SQLException {
        long highest;
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT MAX(" + column + ") FROM " + table)) {
            row.next();
            highest = row.getLong(1);
        }
        try (Statement alter = connection.createStatement()) {
            alter.executeUpdate(
                    "ALTER TABLE " + table + " ALTER COLUMN " + column + " RESTART WITH " + (highest + GAP_OF_NUMBERS));
        }
    }

    @Override
    public OutputStream volume(long number) throws IOException {
        return durable(volumes.file(number));
    }

    @Override
    public OutputStream file(String path) throws IOException {
        Path file = data.path().resolve(path).normalize();
        if (!file.startsWith(data.path())) {
            throw new IOException(path + " is outside the data directory");
        }
        Files.createDirectories(file.getParent());
        return durable(file);
    }

    private static OutputStream durable(Path file) throws IOException {
        FileAttribute<?>[] ownerOnly =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly);
        OutputStream stream = Channels.newOutputStream(channel);
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                stream.write(octet);
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                stream.write(octets, offset, length);
            }

            @Override
            public void close() throws IOException {
                try (channel) {
                    if (channel.isOpen()) {
                        channel.force(true);
                    }
                }
            }
        };
    }

    @Override
    public void close() {
        volumes.close();
        try {
            connection.rollback();
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the database could not be closed", e);
        }
    }
}
