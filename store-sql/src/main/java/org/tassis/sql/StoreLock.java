package org.tassis.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// One store uses a database at a time, as it holds in memory what is there. Derby sees to that by its
/// directory; on PostgreSQL an advisory lock does, which ends with the connection, however that ends.
final class StoreLock implements AutoCloseable {
    private static final long KEY = 0x5461_7373_6973_0001L; // "Tassis", 1

    private final @Nullable Connection connection;

    private StoreLock(@Nullable Connection connection) {
        this.connection = connection;
    }

    /// @throws IllegalStateException when another process has it
    static StoreLock take(Database database) throws SQLException {
        if (database.dialect() == Dialect.DERBY) {
            return new StoreLock(null);
        }
        Connection connection = database.connection();
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
            lock.setLong(1, KEY);
            try (ResultSet row = lock.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    return new StoreLock(connection);
                }
            }
            throw new IllegalStateException(
                    "the database is in use by another Tassis: stop that one, or name another database");
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        if (connection != null && !connection.isClosed()) {
            try (PreparedStatement unlock = connection.prepareStatement("SELECT pg_advisory_unlock(?)")) {
                unlock.setLong(1, KEY);
                unlock.execute();
            }
            connection.close();
        }
    }
}
