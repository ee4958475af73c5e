package org.tassis.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Reads the database beside the committer, without its locks: what was in flight meanwhile is read again,
/// and in the end by the committer itself, in its turn, under whom nothing changes. Thread-safe.
final class Reader {
    private static final int ATTEMPTS = 3;

    /// Connections of the pool that may be found dead before a read fails.
    private static final int LOST_CONNECTIONS = 20;

    private final Database database;
    private final InFlight inFlight;
    private final Committer committer;

    Reader(Database database, InFlight inFlight, Committer committer) {
        this.database = database;
        this.inFlight = inFlight;
        this.committer = committer;
    }

    @FunctionalInterface
    interface Reading<T extends @Nullable Object> {
        T read(Connection connection) throws SQLException;
    }

    /// What `reading`, which is about `subject` alone, says of what is committed.
    /// @throws StoreException Unavailable, or what `reading` throws
    <T extends @Nullable Object> T read(InFlight.Subject subject, Reading<T> reading) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long mark = inFlight.look(subject);
            if (mark < 0) {
                break;
            }
            try {
                T result = readNow(reading);
                if (inFlight.isUntouched(subject, mark)) {
                    return result;
                }
            } catch (StoreException e) {
                if (inFlight.isUntouched(subject, mark)) {
                    throw e;
                }
            }
        }
        return committer.submit(new InTurn<>(reading)).value;
    }

    /// The same about anything, by the committer in its turn: exact, and not for what takes long.
    <T extends @Nullable Object> T readInTurn(Reading<T> reading) {
        return database.dialect() == Dialect.DERBY
                ? committer.submit(new InTurn<>(reading)).value
                : readNow(reading); // which sees what is committed, and nothing else
    }

    /// The same about things that are there whatever is in flight. Interrupts are put off: on Derby they
    /// would break the connection.
    <T extends @Nullable Object> T readNow(Reading<T> reading) {
        boolean interrupted = false;
        try {
            int lost = 0;
            for (int attempt = 1; ; attempt++) {
                interrupted |= Thread.interrupted();
                if (committer.isClosed()) {
                    throw new StoreException(new StoreFailure.Unavailable());
                }
                try {
                    return readOnce(reading);
                } catch (SQLException e) {
                    boolean none = e instanceof SQLTransientConnectionException; // the pool has waited long enough
                    if (!none && Dialect.isConnectionLost(e) && ++lost <= LOST_CONNECTIONS) {
                        attempt--; // the pool may have others that died with this one
                        continue;
                    }
                    boolean again = database.dialect().mayRetry(e)
                            || Thread.currentThread().isInterrupted();
                    if (attempt == ATTEMPTS || !again) {
                        throw new StoreException(new StoreFailure.Unavailable(), e);
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T extends @Nullable Object> T readOnce(Reading<T> reading) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            if (database.dialect() == Dialect.DERBY) { // elsewhere reading never waits for writing
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
            }
            T result = reading.read(connection);
            connection.rollback();
            return result;
        }
    }

    /// A value that may be nothing.
    private record Found<T extends @Nullable Object>(T value) {}

    private static final class InTurn<T extends @Nullable Object> extends Write<Found<T>> {
        private final Reading<T> reading;

        InTurn(Reading<T> reading) {
            this.reading = reading;
        }

        @Override
        boolean alone() {
            return true;
        }

        @Override
        Found<T> evaluate(Batch batch) throws SQLException {
            return new Found<>(reading.read(batch.committed()));
        }
    }
}
