package org.tassis.sql.trace;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.tassis.sql.Database;
import org.tassis.sql.Dialect;

/// Rows of `trace_block`.
record BlockRows(Database database) {
    private static final int FETCH = 100;

    /// Writes the block as it is now, in one transaction.
    void write(Block block) throws SQLException {
        byte[] filter = block.filter();
        byte[] content = block.content();
        try (Connection connection = database.connection()) {
            if (block.id() == 0 || !update(connection, block, filter, content)) { // time may have taken it away
                insert(connection, block, filter, content);
            }
        }
    }

    private static boolean update(Connection connection, Block block, byte[] filter, byte[] content)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE trace_block SET first_at = ?, last_at = ?,"
                + " events = ?, size = ?, filter = ?, content = ? WHERE id = ?")) {
            bind(update, block, filter, content);
            update.setLong(7, block.id());
            return update.executeUpdate() > 0;
        }
    }

    private void insert(Connection connection, Block block, byte[] filter, byte[] content) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO trace_block (first_at, last_at, events, size, filter, content) VALUES (?, ?, ?, ?, ?, ?)",
                new String[] {database.dialect() == Dialect.DERBY ? "ID" : "id"})) {
            bind(insert, block, filter, content);
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                if (!keys.next()) {
                    throw new SQLException("no id was generated");
                }
                block.stored(keys.getLong(1));
            }
        }
    }

    private static void bind(PreparedStatement statement, Block block, byte[] filter, byte[] content)
            throws SQLException {
        statement.setLong(1, block.firstAt());
        statement.setLong(2, block.lastAt());
        statement.setInt(3, block.events());
        statement.setInt(4, filter.length + content.length);
        statement.setBytes(5, filter);
        statement.setBytes(6, content);
    }

    /// Those whose filter may have it, with events in a time; the newest first.
    ///
    /// @param since milliseconds since 1970
    /// @param until likewise; the first that does not count
    List<Long> candidates(long since, long until, Predicate<byte[]> filter) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false); // so that rows come in portions
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT id, filter FROM trace_block" + " WHERE last_at >= ? AND first_at < ? ORDER BY id DESC")) {
                select.setFetchSize(FETCH);
                select.setLong(1, since);
                select.setLong(2, until);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        if (filter.test(rows.getBytes(2))) {
                            ids.add(rows.getLong(1));
                        }
                    }
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
        return ids;
    }

    /// Empty when it was taken away meanwhile.
    byte[] content(long id) throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT content FROM trace_block WHERE id = ?")) {
            select.setLong(1, id);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getBytes(1) : new byte[0];
            }
        }
    }

    /// Takes away what is older, and the oldest of what is more than `most` octets.
    ///
    /// @return how many blocks
    int forget(long before, long most) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            int gone = statement.executeUpdate("DELETE FROM trace_block WHERE last_at < " + before);
            long sum = 0;
            long last = 0;
            try (ResultSet rows = statement.executeQuery("SELECT id, size FROM trace_block ORDER BY id DESC")) {
                while (rows.next() && last == 0) {
                    sum += rows.getLong(2);
                    if (sum > most) {
                        last = rows.getLong(1);
                    }
                }
            }
            return last == 0 ? gone : gone + statement.executeUpdate("DELETE FROM trace_block WHERE id <= " + last);
        }
    }
}
