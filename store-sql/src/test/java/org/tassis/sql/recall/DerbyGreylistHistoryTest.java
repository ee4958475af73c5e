package org.tassis.sql.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.greylist.GreylistHistory;
import org.tassis.greylist.Triplet;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.GreylistHistoryContract;

class DerbyGreylistHistoryTest implements GreylistHistoryContract {
    private static Database database;

    private RecallFixture<GreylistHistory> fixture;

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
        fixture = new RecallFixture<>(List.of(database), SqlGreylistHistory::new);
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    @Override
    public GreylistHistory history() {
        return fixture.first();
    }

    @Override
    public GreylistHistory again() {
        return fixture.again();
    }

    private static Triplet numbered(int number) {
        return GreylistHistoryContract.triplet(
                "10." + number / 256 + "." + number % 256 + ".0/24", "a@b.example", "ann@example.org");
    }

    @Test
    void moreThanWaitToBeWrittenAreAllKept() {
        int many = 45_000; // more than may be unwritten, and more than the cache holds of a segment
        for (int i = 0; i < many; i++) {
            history().firstSeen(numbered(i), NOW.plusMillis(i), LONG_AGO);
        }
        GreylistHistory again = again();
        assertThat(IntStream.range(0, many)
                        .filter(i -> !again.firstSeen(numbered(i), NOW.plus(Duration.ofHours(1)), LONG_AGO)
                                .equals(NOW.plusMillis(i)))
                        .count())
                .isZero();
    }

    @Test
    void beyondTheMostTheOldestGo() throws SQLException {
        try (var small = new RecallFixture<>(List.of(database), recall -> new SqlGreylistHistory(recall, 100))) {
            for (int i = 0; i < 130; i++) {
                small.first().firstSeen(numbered(i), NOW.plusMillis(i), LONG_AGO);
            }
            assertThat(small.first().expire(LONG_AGO, LONG_AGO)).isEqualTo(30);
            Duration later = Duration.ofMinutes(1);
            assertThat(small.first().firstSeen(numbered(29), NOW.plus(later), LONG_AGO))
                    .isEqualTo(NOW.plus(later));
            assertThat(small.first().firstSeen(numbered(30), NOW.plus(later), LONG_AGO))
                    .isEqualTo(NOW.plusMillis(30));
        }
    }

    @Test
    void closingWritesWhatIsNotWrittenYet() {
        try (Recall recall = new Recall(database)) {
            new SqlGreylistHistory(recall).firstSeen(numbered(1), NOW, LONG_AGO);
        }
        try (Recall recall = new Recall(database)) {
            assertThat(new SqlGreylistHistory(recall).firstSeen(numbered(1), NOW.plusMillis(1), LONG_AGO))
                    .isEqualTo(NOW);
        }
    }
}
