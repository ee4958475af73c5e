package org.tassis.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One store uses a database at a time, as it holds in memory what is there. Derby sees to that by its
/// directory; on PostgreSQL an advisory lock does, which ends with the connection, however that ends: so it is to be
/// looked after, by {@link #keep}. Thread-safe.
final class StoreLock implements AutoCloseable {
    private static final long KEY = 0x5461_7373_6973_0001L; // "Tassis", 1
    private static final int ANSWERS_WITHIN_SECONDS = 5;
    private static final int DEAD_CONNECTIONS = 20;

    private final Database database;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Connection connection; // guarded by lock; none on Derby, or when it was lost
    private boolean closed; // guarded by lock

    private StoreLock(Database database) {
        this.database = database;
    }

    /// Another process has the store of this database.
    static final class Taken extends IllegalStateException {
        private static final long serialVersionUID = 1;

        Taken() {
            super("the database is in use by another Tassis: stop that one, or name another database");
        }
    }

    /// @throws Taken when another process has it
    static StoreLock take(Database database) throws SQLException {
        StoreLock lock = new StoreLock(database);
        lock.keep();
        return lock;
    }

    /// Takes the lock again when its connection was lost; to be called every few seconds.
    ///
    /// @throws Taken another process has taken it meanwhile: this one must write no more
    /// @throws SQLException the database does not answer, so that nobody can take it either
    void keep() throws SQLException {
        if (database.dialect() == Dialect.DERBY) {
            return;
        }
        lock.lock();
        try {
            Connection held = connection;
            if (closed || held != null && held.isValid(ANSWERS_WITHIN_SECONDS)) {
                return;
            }
            connection = null;
            if (held != null) {
                discard(held);
            }
            connection = takenAgain();
        } finally {
            lock.unlock();
        }
    }

    private static void discard(Connection lost) {
        try {
            lost.close();
        } catch (SQLException e) {
            // it was of no use already
        }
    }

    /// The pool may have others that were lost with this one, and not know it yet.
    private Connection takenAgain() throws SQLException {
        for (int dead = 0; ; dead++) {
            Connection fresh = database.connection();
            try {
                return taken(fresh);
            } catch (SQLException e) {
                if (dead == DEAD_CONNECTIONS || !Dialect.isConnectionLost(e)) {
                    throw e;
                }
            }
        }
    }

    private static Connection taken(Connection fresh) throws SQLException {
        try (PreparedStatement take = fresh.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
            take.setLong(1, KEY);
            try (ResultSet row = take.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    return fresh;
                }
            }
            throw new Taken();
        } catch (SQLException | RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        lock.lock();
        try {
            closed = true;
            Connection held = connection;
            connection = null;
            if (held == null || held.isClosed()) {
                return;
            }
            try (held;
                    PreparedStatement unlock = held.prepareStatement("SELECT pg_advisory_unlock(?)")) {
                unlock.setLong(1, KEY);
                unlock.execute();
            }
        } finally {
            lock.unlock();
        }
    }
}
