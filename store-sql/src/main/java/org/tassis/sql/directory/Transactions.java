package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.sql.Database;
import org.tassis.sql.Dialect;

/// Runs transactions, again when another one was in the way.
final class Transactions {
    private static final int ATTEMPTS = 5;

    private final Database database;

    /// Writers of this process take turns: the embedded database needs it, and changes are rare.
    private final ReentrantLock writing = new ReentrantLock();

    @FunctionalInterface
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    Transactions(Database database) {
        this.database = database;
    }

    String forUpdate() {
        return database.dialect().forUpdate();
    }

    <T> T read(Work<T> work) {
        return run(work);
    }

    <T> T write(Work<T> work) {
        writing.lock();
        try {
            return run(work);
        } finally {
            writing.unlock();
        }
    }

    /// A row that is there already is looked for again: what was decided before is no longer true.
    private <T> T run(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (SQLException e) {
                boolean again = database.dialect().mayRetry(e) || Dialect.isDuplicate(e);
                if (!again || attempt == ATTEMPTS) {
                    throw new DirectoryException(new DirectoryFailure.Unavailable(), e);
                }
            }
        }
    }

    private <T> T once(Work<T> work) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                T result = work.in(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    rollBack(connection);
                }
                connection.setAutoCommit(true);
            }
        }
    }

    private static void rollBack(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            connection.rollback();
        }
    }
}
