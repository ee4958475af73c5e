package org.tassis.sql.spam;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.tassis.sql.Database;

final class EmptySpamTables {
    private EmptySpamTables() {}

    static void in(Database database) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            for (String table : List.of("key", "owner", "token", "mailbox", "known", "standing")) {
                statement.executeUpdate("DELETE FROM spam_" + table);
            }
        }
    }
}
