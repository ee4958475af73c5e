package org.tassis.sql.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.tassis.sql.Database;
import org.tassis.sql.Transaction;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Transactions of this package. Any thread.
final class MigrationSql {
    private final Database database;

    MigrationSql(Database database) {
        this.database = database;
    }

    /// Done whole or not at all; again when another transaction was in the way, or has just taken a number.
    <T> T run(Transaction.Work<T> work) {
        return Transaction.run(database, work, e -> new StoreException(new StoreFailure.Unavailable(), e));
    }

    /// The next number of a table's `id`.
    static long next(Connection connection, String table) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT MAX(id) FROM " + table);
                ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getLong(1) + 1 : 1;
        }
    }
}
