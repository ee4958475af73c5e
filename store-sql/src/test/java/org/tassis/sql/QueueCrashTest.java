package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.Quota;
import org.tassis.mailflow.queue.Dispatcher;
import org.tassis.mailflow.queue.QueueFilter;
import org.tassis.testkit.queue.ScriptedMx;
import org.tassis.testkit.queue.ScriptedMx.Stage;

/// Kills a server that queues and delivers, again and again: what was accepted arrives, and nothing arrives
/// twice except what was on its way at a kill. `-Dcrash.rounds=200` for more rounds.
@Timeout(3600)
class QueueCrashTest {
    @Test
    void nothingIsLostAndNextToNothingTwice(@TempDir Path directory) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int rounds = Integer.getInteger("crash.rounds", 5);
        Set<String> accepted = new HashSet<>();
        AtomicInteger refusals = new AtomicInteger();
        try (ScriptedMx mx = new ScriptedMx()) {
            mx.on(
                    Stage.RCPT,
                    line -> line.contains("<b-") && refusals.incrementAndGet() % 2 == 0 ? "450 4.2.0 later" : "250 ok");
            for (int round = 0; round < rounds; round++) {
                round(directory, round, mx, random, accepted);
            }
            finish(directory, mx);
            Map<String, Integer> times = new HashMap<>();
            mx.taken().forEach(taken -> taken.recipients().forEach(rcpt -> times.merge(rcpt, 1, Integer::sum)));
            for (String name : accepted) {
                assertThat(times)
                        .containsKeys("RCPT TO:<a-" + name + "@far.example>", "RCPT TO:<b-" + name + "@far.example>");
            }
            long twice = times.values().stream().filter(count -> count > 1).count();
            System.out.println(accepted.size() + " accepted, " + times.size() + " recipients reached, " + twice
                    + " of them more than once, in " + rounds + " rounds");
            assertThat(accepted).hasSizeGreaterThan(rounds);
            // At each kill: two recipients of one message over each connection.
            assertThat(twice).isLessThanOrEqualTo(2L * rounds * QueueCrashChild.CONNECTIONS);
        }
    }

    private static void round(Path directory, int round, ScriptedMx mx, Random random, Set<String> accepted)
            throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        QueueCrashChild.class.getName(),
                        directory.toString(),
                        Integer.toString(round),
                        Integer.toString(mx.port()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = child.inputReader(StandardCharsets.US_ASCII)) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("accepted ")) {
                line = lines.readLine();
            }
            assertThat(line).as("the child's first message").isNotNull();
            long time = 100 + random.nextInt(700);
            Thread killer = Thread.ofPlatform().start(() -> {
                try {
                    child.waitFor(time, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                child.toHandle().destroyForcibly(); // SIGKILL; what it said before stays to be read
            });
            for (; line != null; line = lines.readLine()) {
                if (line.startsWith("accepted ")) {
                    accepted.add(line.substring(9));
                }
            }
            killer.join();
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    /// Delivers what is left, and has the doctor look.
    private static void finish(Path directory, ScriptedMx mx) throws Exception {
        try (TestStore open =
                TestStore.derby(directory, CrashChild.SETTINGS, _ -> Quota.UNLIMITED, InstantSource.system())) {
            try (Dispatcher dispatcher = QueueCrashChild.dispatcher(open.store.queue(), mx.port())) {
                dispatcher.start();
                while (!open.store.queue().find(QueueFilter.ALL, 0, 1).isEmpty()) {
                    LockSupport.parkNanos(20_000_000); // leaves the processors to who delivers
                }
            }
        }
        try (Database database = Database.open(new DatabaseSettings.Embedded(directory.resolve("derby")))) {
            assertThat(new Doctor(directory.resolve("volumes"), database, false, _ -> {})
                            .examine().findings().stream()
                                    .filter(finding -> !(finding instanceof Finding.UnknownVolume))
                                    .map(Finding::sentence))
                    .isEmpty();
        }
    }
}
