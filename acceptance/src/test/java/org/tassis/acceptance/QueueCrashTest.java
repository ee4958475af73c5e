package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.testkit.TrustingTls;
import org.tassis.testkit.queue.ScriptedMx;
import org.tassis.testkit.queue.ScriptedMx.Stage;

/// The whole server is killed while its users send and its queue is worked on: to one recipient that takes mail and to
/// one that must be tried again. What was answered with 250 reaches each of them; twice only what was under way at a
/// kill. Rounds: system property `crash.rounds`; the seed is printed and repeats the moments.
@Timeout(3600)
class QueueCrashTest {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 3);
    private static final int SENDERS = 3;
    private static final int CONNECTIONS = 4;

    @TempDir
    Path directory;

    @Test
    void whatWasAcceptedReachesEveryRecipientAfterTheKill() throws Exception {
        long seed = Long.getLong("crash.seed", System.nanoTime());
        System.out.println("queue crash seed " + seed + ", " + ROUNDS + " rounds");
        Random random = new Random(seed);
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedMx mx = new ScriptedMx()) {
            mx.on(
                    Stage.RCPT,
                    line -> line.contains("<b-") && asked.incrementAndGet() % 2 == 0 ? "450 4.2.0 later" : "250 ok");
            Path config = RunningServer.config(directory, "", """
                    queue: { retry: [1s] }
                    rates: { account-per-hour: 0, account-per-day: 0, account-new-per-hour: 0 }
                    delivery: { connections-per-destination: %d }
                    relay: { server: "127.0.0.1:%d", encryption: none }
                    """.formatted(CONNECTIONS, mx.port()));
            try (RunningServer server = RunningServer.start(config)) {
                server.people("ann");
            }
            for (int round = 0; round < ROUNDS; round++) {
                try (RunningServer server = RunningServer.start(config);
                        ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
                    CountDownLatch first = new CountDownLatch(1);
                    for (int sender = 0; sender < SENDERS; sender++) {
                        String name = round + "-" + sender;
                        senders.submit(() -> {
                            send(server, name, accepted, first::countDown);
                            return null;
                        });
                    }
                    assertThat(first.await(60, TimeUnit.SECONDS)).isTrue();
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1500))); // any moment
                    server.kill();
                }
            }
            try (RunningServer server = RunningServer.start(config)) {
                while (!server.command("queue", "list").output().contains("In all 0 waiting, 0 held.")) {
                    LockSupport.parkNanos(200_000_000);
                }
            }
            check(mx, accepted);
        }
        RunningServer.command(directory.resolve("tassis.yml"), "doctor").succeeded();
    }

    private static void check(ScriptedMx mx, Set<String> accepted) {
        Map<String, Integer> times = new HashMap<>();
        mx.taken().forEach(taken -> taken.recipients().forEach(rcpt -> times.merge(rcpt, 1, Integer::sum)));
        Set<String> lost = new TreeSet<>();
        for (String name : accepted) {
            for (String kind : new String[] {"a", "b"}) {
                String recipient = "RCPT TO:<" + kind + "-" + name + "@far.example>";
                if (!times.containsKey(recipient)) {
                    lost.add(recipient);
                }
            }
        }
        long twice = times.values().stream().filter(count -> count > 1).count();
        System.out.println(accepted.size() + " messages accepted, " + times.size() + " recipients reached, "
                + lost.size() + " lost, " + twice + " reached twice, in " + ROUNDS + " rounds");
        assertThat(lost).isEmpty();
        assertThat(accepted).hasSizeGreaterThan(ROUNDS);
        // At each kill: two recipients of one message over each connection.
        assertThat(twice).isLessThanOrEqualTo(2L * ROUNDS * CONNECTIONS);
    }

    private static void send(RunningServer server, String name, Set<String> accepted, Runnable delivered) {
        try (Talk smtp =
                Talk.over(TrustingTls.over(new Socket(InetAddress.getLoopbackAddress(), server.port("submissions"))))) {
            smtp.expect("220");
            smtp.say("EHLO client.example", "250");
            String login = Base64.getEncoder()
                    .encodeToString(("\0ann\0" + RunningServer.PASSWORD).getBytes(StandardCharsets.UTF_8));
            smtp.say("AUTH PLAIN " + login, "235");
            for (int n = 0; ; n++) {
                String id = name + "-" + n;
                smtp.say("MAIL FROM:<ann@example.org>", "250");
                smtp.say("RCPT TO:<a-" + id + "@far.example>", "250");
                smtp.say("RCPT TO:<b-" + id + "@far.example>", "250");
                smtp.say("DATA", "354");
                smtp.say("From: ann@example.org\r\nSubject: " + id + "\r\n\r\nText.\r\n.", "250");
                accepted.add(id);
                delivered.run();
            }
        } catch (IOException killed) {
            // as planned
        }
    }
}
