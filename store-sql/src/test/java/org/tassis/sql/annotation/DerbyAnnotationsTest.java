package org.tassis.sql.annotation;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.store.Annotations;
import org.tassis.testkit.AnnotationContract;

class DerbyAnnotationsTest implements AnnotationContract {
    private static Database database;

    private final Annotations annotations = new SqlAnnotations(database);

    @BeforeAll
    static void open(@TempDir Path directory) {
        database = Database.open(new DatabaseSettings.Embedded(directory.resolve("database")));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        empty(database);
    }

    static void empty(Database database) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            for (String table : new String[] {"annotation", "annotation_account"}) {
                statement.executeUpdate("DELETE FROM " + table);
            }
        }
    }

    @Override
    public Annotations annotations() {
        return annotations;
    }
}
