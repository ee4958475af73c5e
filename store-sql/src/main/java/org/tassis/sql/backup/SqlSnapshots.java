package org.tassis.sql.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.backup.Snapshot;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.sql.Dialect;
import org.tassis.sql.SqlMailStore;
import org.tassis.sql.VolumeHold;

/// Takes snapshots of a store and its database while mail flows. PostgreSQL shows one state to a transaction
/// that only reads. Derby does not, so it is asked to copy its files, which it does while others write, and
/// the copy is read.
public final class SqlSnapshots implements Snapshot.Source {
    private static final Logger LOG = LoggerFactory.getLogger(SqlSnapshots.class);

    private final Database database;
    private final SqlMailStore store;
    private final Path scratch;
    private final InstantSource clock;

    /// @param scratch directory for the copy of a Derby database, with room for one; what a killed process
    ///     left there is deleted
    public SqlSnapshots(Database database, SqlMailStore store, Path scratch, InstantSource clock) {
        this.database = database;
        this.store = store;
        this.scratch = scratch;
        this.clock = clock;
    }

    @Override
    public Snapshot take() throws IOException {
        VolumeHold hold = store.holdVolumes();
        try {
            if (database.dialect() != Dialect.DERBY) {
                Connection connection = database.connection();
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                connection.setReadOnly(true);
                connection.setAutoCommit(false);
                return new SqlSnapshot(clock.instant(), database, connection, hold, () -> {
                    connection.rollback();
                    connection.setAutoCommit(true);
                    connection.setReadOnly(false);
                    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                    connection.close();
                });
            }
            delete(scratch);
            Files.createDirectories(scratch);
            Path copied = database.copy(scratch);
            Database copy = Database.openAsIs(new DatabaseSettings.Embedded(copied));
            Connection connection = copy.connection();
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED); // nobody writes there
            connection.setAutoCommit(false);
            return new SqlSnapshot(clock.instant(), copy, connection, hold, () -> {
                connection.rollback();
                connection.close();
                copy.close();
                delete(scratch);
            });
        } catch (SQLException e) {
            hold.close();
            throw new IOException("the database cannot be copied: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            hold.close();
            throw e;
        }
    }

    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} cannot be deleted; the next backup tries again", directory, e);
        }
    }
}
