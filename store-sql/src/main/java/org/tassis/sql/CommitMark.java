package org.tassis.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Tells afterwards whether a commit took place whose answer was lost with the connection to a database
/// server: each batch writes its number, and the one that is found there was the last. Without it a batch
/// would be written twice, or refused though it is there. The embedded database has no connection to lose,
/// and no marks.
///
/// Used by the committer's thread.
final class CommitMark {
    private static final Duration PATIENCE = Duration.ofMinutes(1); // a server that is started again
    private static final long PAUSE = Duration.ofMillis(200).toNanos();

    private final Database database;
    private final boolean remote;
    private long last;
    private boolean known;

    CommitMark(Database database) {
        this.database = database;
        this.remote = database.dialect() == Dialect.POSTGRESQL;
    }

    /// What became of a commit that failed.
    enum Fate {
        COMMITTED,
        ROLLED_BACK,
        /// The server does not answer.
        UNKNOWN
    }

    /// Adds the number of this batch to what it writes.
    void stamp(Batch batch) throws SQLException {
        if (!remote) {
            return;
        }
        if (!known) {
            try (Connection connection = database.connection();
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO store_number (name, next_value)"
                            + " VALUES ('commit', 0) ON CONFLICT DO NOTHING")) {
                insert.executeUpdate();
                last = read(connection);
            }
            known = true;
        }
        last++;
        batch.add(Sql.MARK_COMMIT, last);
    }

    /// Waits for a server that is away.
    ///
    /// @param failure of the commit of the batch that was stamped last
    Fate of(SQLException failure) {
        if (!remote || !Dialect.isConnectionLost(failure)) {
            return Fate.ROLLED_BACK; // the server said so
        }
        long start = System.nanoTime();
        do {
            try (Connection connection = database.connection()) {
                return read(connection) == last ? Fate.COMMITTED : Fate.ROLLED_BACK;
            } catch (SQLException e) {
                LockSupport.parkNanos(PAUSE); // the pool gives a dead connection now and then
            }
        } while (System.nanoTime() - start < PATIENCE.toNanos());
        return Fate.UNKNOWN;
    }

    /// Locks the row: a transaction that the server is still busy with is over then.
    private static long read(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT next_value FROM store_number WHERE name = 'commit' FOR UPDATE");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
