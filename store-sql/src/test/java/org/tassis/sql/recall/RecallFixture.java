package org.tassis.sql.recall;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tassis.sql.Database;

/// A port on an empty table, and the same as another process, or this one after a restart, sees it.
final class RecallFixture<T> implements AutoCloseable {
    private final List<Database> nodes;
    private final Function<Recall, T> port;
    private final List<Recall> opened = new ArrayList<>();
    private final T first;

    /// @param nodes on one database
    RecallFixture(List<Database> nodes, Function<Recall, T> port) throws SQLException {
        this.nodes = nodes;
        this.port = port;
        try (Connection connection = nodes.getFirst().connection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM recall_time");
        }
        this.first = open(nodes.getFirst());
    }

    T first() {
        return first;
    }

    T again() {
        opened.forEach(Recall::flush);
        return open(nodes.getLast());
    }

    private T open(Database node) {
        Recall recall = new Recall(node);
        opened.add(recall);
        return port.apply(recall);
    }

    @Override
    public void close() {
        opened.forEach(Recall::close);
    }
}
