package org.tassis.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.tassis.core.UidSet;

/// Numbers that are never given twice: ids of messages, contents and mailboxes; UIDVALIDITY; volumes.
/// Blocks are taken in transactions of their own before they are used; what a crash leaves of a block is
/// lost. Used by the committer's thread.
final class Numbers {
    private static final int IDS = 10_000;
    private static final int UID_VALIDITIES = 16;

    private final Database database;
    private long nextId;
    private long endOfIds;
    private long nextUidValidity;
    private long endOfUidValidities;

    Numbers(Database database) {
        this.database = database;
    }

    long nextId() {
        if (nextId == endOfIds) {
            nextId = take("id", 1, IDS);
            endOfIds = nextId + IDS;
        }
        return nextId++;
    }

    /// RFC 9051 §2.3.1.1. Seconds since 1970 where it can be, so that it is new after a loss of the
    /// database too.
    long nextUidValidity(Instant now) {
        long atLeast = Math.max(1, Math.min(now.getEpochSecond(), UidSet.MAX_UID - UID_VALIDITIES));
        if (nextUidValidity == endOfUidValidities || nextUidValidity < atLeast) {
            nextUidValidity = take("uidvalidity", atLeast, UID_VALIDITIES);
            endOfUidValidities = nextUidValidity + UID_VALIDITIES;
        }
        return nextUidValidity++;
    }

    long nextVolume() {
        return take("volume", 1, 1);
    }

    /// @return the first of `count` numbers
    private long take(String name, long atLeast, int count) {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            try {
                long first = Math.max(atLeast, read(connection, name));
                try (PreparedStatement update =
                        connection.prepareStatement("UPDATE store_number SET next_value = ? WHERE name = ?")) {
                    update.setLong(1, first + count);
                    update.setString(2, name);
                    update.executeUpdate();
                }
                connection.commit();
                return first;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("no more numbers", e); // no refusal: the write may be half evaluated
        }
    }

    private long read(Connection connection, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT next_value FROM store_number WHERE name = ?"
                + database.dialect().forUpdate())) {
            select.setString(1, name);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
