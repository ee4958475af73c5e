package org.tassis.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;

/// Work that is done whole or not at all, and again when another transaction was in the way. Any thread;
/// blocks.
public final class Transaction {
    private static final int ATTEMPTS = 5;

    private Transaction() {}

    /// What one transaction does. It may be done several times, each time with nothing left of the time
    /// before.
    @FunctionalInterface
    public interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /// A row that is there already is looked for again: what was decided before is no longer true.
    ///
    /// @param unusable makes what is thrown when the database cannot be used
    public static <T, X extends RuntimeException> T run(
            Database database, Work<T> work, Function<SQLException, X> unusable) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(database, work);
            } catch (SQLException e) {
                boolean again = database.dialect().mayRetry(e) || Dialect.isDuplicate(e);
                if (!again || attempt == ATTEMPTS) {
                    throw unusable.apply(e);
                }
            }
        }
    }

    private static <T> T once(Database database, Work<T> work) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                T result = work.in(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!connection.isClosed()) { // the server may have closed it: the first failure is to be told
                    if (!done) {
                        connection.rollback();
                    }
                    connection.setAutoCommit(true);
                }
            }
        }
    }
}
