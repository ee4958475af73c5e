package org.tassis.sql.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.backup.RowWriter;
import org.tassis.backup.Snapshot;
import org.tassis.sql.Database;
import org.tassis.sql.VolumeHold;

/// A database at one moment, and the volumes it refers to.
final class SqlSnapshot implements Snapshot {
    private static final Logger LOG = LoggerFactory.getLogger(SqlSnapshot.class);

    private final Instant taken;
    private final List<String> schema;
    private final Connection connection;
    private final Tables tables;
    private final CheckTables checks;
    private final VolumeHold hold;
    private final AfterReading afterReading;
    private final List<Volume> volumes;
    private boolean read;

    /// Gives back what was read from.
    interface AfterReading {
        void run() throws SQLException;
    }

    SqlSnapshot(Instant taken, Database database, Connection connection, VolumeHold hold, AfterReading afterReading)
            throws SQLException {
        this.taken = taken;
        this.connection = connection;
        this.tables = new Tables(connection);
        this.hold = hold;
        this.afterReading = afterReading;
        this.volumes = readVolumes();
        this.checks = new CheckTables(connection, hold.volumes());
        this.schema = database.appliedSteps();
    }

    private List<Volume> readVolumes() throws SQLException {
        List<Volume> found = new ArrayList<>();
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT number, used, sealed FROM store_volume ORDER BY number");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(new Volume(row.getLong(1), row.getLong(2), row.getInt(3) != 0));
            }
        }
        return found;
    }

    @Override
    public Instant taken() {
        return taken;
    }

    @Override
    public List<String> schema() {
        return schema;
    }

    @Override
    public List<String> tables() {
        try {
            List<String> names = new ArrayList<>(tables.names());
            names.remove(Database.MADE_OF_OTHERS);
            names.addAll(CheckTables.NAMES);
            return names;
        } catch (SQLException e) {
            throw new IllegalStateException("the tables of the database cannot be listed", e);
        }
    }

    @Override
    public List<String> table(String name, RowWriter to) throws IOException, InterruptedException {
        try {
            if (CheckTables.NAMES.contains(name)) {
                return checks.write(name, to);
            }
            List<String> columns = List.copyOf(tables.types(name).keySet());
            tables.write(name, columns, to);
            return columns;
        } catch (SQLException e) {
            throw new IOException("the table " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// The database is not needed any more: copying volumes may take hours.
    @Override
    public void tablesAreRead() {
        if (!read) {
            read = true;
            try {
                afterReading.run();
            } catch (SQLException e) {
                LOG.warn("the database of a backup could not be given back", e);
            }
        }
    }

    @Override
    public List<Volume> volumes() {
        return volumes;
    }

    private Path file(long volume) {
        return hold.volumes().file(volume);
    }

    @Override
    public Optional<SeekableByteChannel> open(long volume) throws IOException {
        try {
            return Optional.of(FileChannel.open(file(volume), StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public String stamp(long volume) throws IOException {
        return Files.size(file(volume)) + "-"
                + Files.getLastModifiedTime(file(volume)).toMillis();
    }

    @Override
    public void close() {
        tablesAreRead();
        hold.close();
    }
}
