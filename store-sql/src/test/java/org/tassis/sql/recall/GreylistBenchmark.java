package org.tassis.sql.recall;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.tassis.core.EmailAddress;
import org.tassis.greylist.Attempt;
import org.tassis.greylist.Decision;
import org.tassis.greylist.Greylist;
import org.tassis.greylist.GreylistSettings;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;

/// What a greylisting decision costs beside many triplets in the embedded database. `./tassis bench
/// greylist`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx512m", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class GreylistBenchmark {
    private static final int KNOWN = 1_000;
    private static final int STEP = 7_919; // prime: never the same soon

    /// What is in the database before it is measured.
    @Param("1000000")
    public int triplets;

    private Path directory;
    private Database database;
    private Recall recall;
    private Greylist greylist;
    private int next;
    private int fresh;

    @Setup
    public void fill() throws IOException {
        directory = Files.createTempDirectory("greylist-benchmark");
        database = Database.open(new DatabaseSettings.Embedded(directory.resolve("database")));
        try (Recall filling = new Recall(database)) {
            Greylist all = greylist(filling);
            for (int i = 0; i < triplets; i++) {
                all.decide(attempt(i));
            }
        }
        recall = new Recall(database); // nothing in memory
        greylist = greylist(recall);
        fresh = triplets;
        for (int i = 0; i < KNOWN; i++) {
            greylist.letIn(attempt(i));
        }
    }

    @TearDown
    public void remove() throws IOException {
        recall.close();
        database.close();
        List<Path> files;
        try (var walk = Files.walk(directory)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    @Benchmark
    public Decision aTrustedPair() {
        next = (next + 1) % KNOWN;
        return greylist.decide(attempt(next));
    }

    @Benchmark
    public Decision aRetryKnownInMemory() {
        next = (next + 1) % KNOWN;
        return greylist.decide(attempt(KNOWN + next));
    }

    @Benchmark
    public Decision aRetryFromTheDatabase() {
        next = (int) (((long) next + STEP) % (triplets - KNOWN));
        return greylist.decide(attempt(KNOWN + next));
    }

    @Benchmark
    public Decision aStrangersFirstAttempt() {
        return greylist.decide(attempt(fresh++));
    }

    private static Greylist greylist(Recall recall) {
        return new Greylist(new SqlGreylistHistory(recall), GreylistSettings.DEFAULT, InstantSource.system());
    }

    private static Attempt attempt(int number) {
        byte[] address = {10, (byte) (number >> 16), (byte) (number >> 8), 1};
        try {
            return new Attempt(
                    InetAddress.getByAddress(address),
                    EmailAddress.parse("sender" + (char) ('a' + number % 16) + "@b" + number % 1000 + ".example"),
                    EmailAddress.of("r" + number, "example.org").orElseThrow(),
                    false);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
