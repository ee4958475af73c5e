package org.tassis.sql;

import java.io.IOException;
import java.sql.SQLException;
import org.tassis.sql.volume.Volumes;

/// What differs between the databases. Ordinary SQL is written so that it is the same in both.
public enum Dialect {
    DERBY("", "BLOB(16M)") {
        @Override
        public boolean mayRetry(SQLException failure) {
            // 40001 deadlock, 40XL1 and 40XL2 lock not granted in time
            return hasState(failure, "40001", "40XL1", "40XL2");
        }

        @Override
        boolean saysFull(String state) {
            return false; // an IOException deeper down tells
        }
    },
    POSTGRESQL(" FOR UPDATE", "BYTEA") {
        @Override
        public boolean mayRetry(SQLException failure) {
            // serialization failure, deadlock detected, lock not available
            return hasState(failure, "40001", "40P01", "55P03");
        }

        @Override
        boolean saysFull(String state) {
            return state.equals("53100");
        }
    };

    private final String forUpdate;
    private final String octets;

    Dialect(String forUpdate, String octets) {
        this.forUpdate = forUpdate;
        this.octets = octets;
    }

    /// The type of a column of up to 16 MB of octets.
    String octets() {
        return octets;
    }

    /// What ends a SELECT that locks its rows; empty where only this process uses the database, and its one
    /// writer needs no lock.
    public String forUpdate() {
        return forUpdate;
    }

    /// Whether the same transaction may well succeed when run again.
    public abstract boolean mayRetry(SQLException failure);

    /// Whether there was no space on a disk.
    public boolean isFull(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && sql.getSQLState() != null && saysFull(sql.getSQLState())) {
                return true;
            }
            if (at instanceof IOException io && Volumes.isFullDisk(io)) {
                return true;
            }
        }
        return false;
    }

    abstract boolean saysFull(String state);

    /// Whether the connection is gone, so that nothing can be done with it any more.
    static boolean isConnectionLost(SQLException failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState(); // 08 connection exceptions, 57P01 to 57P03 the server stops or starts
                if (state.startsWith("08") || state.startsWith("57P0")) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Whether a row is already there: a unique or primary key said no.
    public static boolean isDuplicate(SQLException failure) {
        return hasState(failure, "23505");
    }

    private static boolean hasState(SQLException failure, String... states) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && sql.getSQLState() != null) {
                for (String state : states) {
                    if (sql.getSQLState().equals(state)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
