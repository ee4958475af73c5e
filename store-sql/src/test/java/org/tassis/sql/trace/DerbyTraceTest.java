package org.tassis.sql.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.mailflow.trace.Story;
import org.tassis.mailflow.trace.Trace;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.mailflow.trace.TraceQuery;
import org.tassis.mailflow.trace.TraceSearch;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.TraceContract;

class DerbyTraceTest implements TraceContract {
    private static Database database;

    private SqlTrace trace;
    private SqlTrace other;

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
        trace = new SqlTrace(database, InstantSource.fixed(NOW));
        other = new SqlTrace(database, InstantSource.fixed(NOW));
    }

    static void empty(Database database) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM trace_block");
        }
    }

    @AfterEach
    void end() {
        trace.close();
        other.close();
    }

    @Override
    public Trace trace() {
        return trace;
    }

    @Override
    public TraceSearch search() {
        trace.flush();
        return other;
    }

    private List<Story> all() {
        return search().find(new TraceQuery(List.of(), NOW.minusSeconds(1), NOW.plus(Duration.ofDays(400)), 1000));
    }

    @Test
    void aRowIsWrittenAgainUntilItIsFull() throws SQLException {
        for (int i = 0; i < 5; i++) {
            trace.record(TraceContract.accepted(i, NOW));
            trace.flush();
        }
        assertThat(rows()).isEqualTo(1);
        assertThat(all()).hasSize(5);
        IntStream.range(5, 3005).forEach(i -> trace.record(TraceContract.accepted(i, NOW)));
        trace.flush();
        assertThat(rows()).isBetween(2L, 20L);
    }

    private static long rows() throws SQLException {
        try (Connection connection = database.connection();
                var rows = connection.createStatement().executeQuery("SELECT COUNT(*) FROM trace_block")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void theOldAndTheTooMuchIsForgotten() {
        for (int i = 0; i < 10; i++) {
            trace.record(TraceContract.accepted(i, NOW.plus(Duration.ofDays(i))));
            trace.flush();
        }
        trace.forget(NOW.plus(Duration.ofDays(3)), Long.MAX_VALUE);
        assertThat(all()).hasSize(7);
        trace.forget(NOW, 1);
        assertThat(all()).isEmpty();
        trace.record(TraceContract.accepted(77, NOW));
        assertThat(all()).extracting(Story::message).contains("m77");
    }

    @Test
    void aFloodOfRefusalsIsCountedAndAcceptedMailIsKept() {
        TraceEvent refused = new TraceEvent.Refused(
                NOW, "r", PEER, TraceEvent.Stage.RCPT, "", "ann@example.org", "NoSuchUser", "", true);
        long written;
        trace.close(); // nobody writes meanwhile
        IntStream.range(0, 50_000).forEach(_ -> trace.record(refused));
        IntStream.range(0, 500).forEach(i -> trace.record(TraceContract.accepted(i, NOW)));
        List<Story> stories = all();
        written = stories.stream()
                .filter(story -> story.message().equals("r"))
                .mapToLong(story -> story.events().size())
                .sum();
        long leftOut = stories.stream()
                .flatMap(story -> story.events().stream())
                .flatMapToLong(event -> event instanceof TraceEvent.LeftOut(var _, var events)
                        ? LongStream.of(events)
                        : LongStream.of())
                .sum();
        assertThat(written).isEqualTo(10_000);
        assertThat(written + leftOut).isEqualTo(50_000);
        assertThat(stories.stream().filter(story -> story.message().startsWith("m")))
                .hasSize(500);
    }

    @Test
    void filtersNeverMissAndSeldomErr() {
        List<Long> inside = IntStream.range(0, 10_000)
                .mapToObj(i -> TermFilter.hash("word" + i))
                .toList();
        byte[] filter = TermFilter.of(inside);
        assertThat(inside).allMatch(hash -> TermFilter.mayHold(filter, hash));
        assertThat(IntStream.range(0, 10_000)
                        .filter(i -> TermFilter.mayHold(filter, TermFilter.hash("other" + i)))
                        .count())
                .isLessThan(300);
        assertThat(TermFilter.hash("ann@example.org")).isEqualTo(TermFilter.hash("ann@example.org"));
    }
}
