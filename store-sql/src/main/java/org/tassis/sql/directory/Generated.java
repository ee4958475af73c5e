package org.tassis.sql.directory;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// The id that the database gave to an inserted row; it is the first column in every table here.
final class Generated {
    private Generated() {}

    static long key(PreparedStatement insert) throws SQLException {
        try (ResultSet keys = insert.getGeneratedKeys()) {
            if (!keys.next()) {
                throw new SQLException("no id was generated");
            }
            return keys.getLong(1);
        }
    }
}
