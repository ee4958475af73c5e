package org.tassis.sql.directory;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.directory.writing.WritingRecords;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.WritingRecordsContract;

class DerbyWritingRecordsTest implements WritingRecordsContract {
    private static Database database;

    private final WritingRecords records = new SqlWritingRecords(database);

    @BeforeAll
    static void open(@TempDir Path directory) {
        database = Database.open(new DatabaseSettings.Embedded(directory.resolve("database")));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        List.of(ANN, BOB).forEach(records::forget);
    }

    @Override
    public WritingRecords records() {
        return records;
    }
}
