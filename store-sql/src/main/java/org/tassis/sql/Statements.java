package org.tassis.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The prepared statements of one connection. Executions are collected as long as the statement stays the
/// same, so that their order is kept and neighbours go to the database together.
final class Statements {
    private static final int MAX_BATCH = 2000;

    private final Connection connection;
    private final Map<Sql, PreparedStatement> prepared = new EnumMap<>(Sql.class);
    private @Nullable Sql open;
    private int waiting;

    Statements(Connection connection) {
        this.connection = connection;
    }

    void add(Sql sql, List<String> texts, byte[] octets, long... numbers) throws SQLException {
        if (sql != open || waiting >= MAX_BATCH) {
            flush();
        }
        sql.bind(statement(sql), texts, octets, numbers);
        open = sql;
        waiting++;
    }

    void flush() throws SQLException {
        if (open != null && waiting > 0) {
            statement(open).executeBatch();
        }
        open = null;
        waiting = 0;
    }

    /// Forgets what was added and not executed.
    void clear() throws SQLException {
        if (open != null) {
            statement(open).clearBatch();
        }
        open = null;
        waiting = 0;
    }

    private PreparedStatement statement(Sql sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql.text());
            prepared.put(sql, statement);
        }
        return statement;
    }
}
