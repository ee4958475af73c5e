package org.tassis.sql.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.tassis.sql.Database;
import org.tassis.sql.Dialect;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Transactions of this package. Any thread.
final class MigrationSql {
    private static final int ATTEMPTS = 5;

    private final Database database;

    MigrationSql(Database database) {
        this.database = database;
    }

    /// What one transaction does.
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /// Done whole or not at all; again when another transaction was in the way, or has just taken a number.
    <T> T run(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = database.connection()) {
                connection.setAutoCommit(false);
                try {
                    T result = work.in(connection);
                    connection.commit();
                    return result;
                } finally {
                    connection.rollback(); // nothing, when it was committed
                    connection.setAutoCommit(true);
                }
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !database.dialect().mayRetry(e) && !Dialect.isDuplicate(e)) {
                    throw new StoreException(new StoreFailure.Unavailable(), e);
                }
            }
        }
    }

    /// The next number of a table's `id`.
    static long next(Connection connection, String table) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT MAX(id) FROM " + table);
                ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getLong(1) + 1 : 1;
        }
    }
}
