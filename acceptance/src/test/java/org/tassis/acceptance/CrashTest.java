package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole server is killed while eight senders deliver. What was answered with 250 is there afterwards, octet for
/// octet and once. Rounds: system property `crash.rounds`; the seed is printed and repeats the sizes and moments.
class CrashTest {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 4);
    private static final int SENDERS = 8;
    private static final Pattern ID = Pattern.compile("X-Crash-Id: ([0-9a-z-]+)\r\n");

    @TempDir
    Path directory;

    @Test
    void whatWasAcknowledgedSurvivesTheKill() throws Exception {
        long seed = Long.getLong("crash.seed", System.nanoTime());
        System.out.println("crash seed " + seed + ", " + ROUNDS + " rounds");
        Random random = new Random(seed);
        Path data = directory.resolve("data");
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        for (int round = 0; round < ROUNDS; round++) {
            try (Program program = Program.demo(data);
                    ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
                check(program, acknowledged);
                CountDownLatch first = new CountDownLatch(1);
                AtomicInteger count = new AtomicInteger();
                for (int sender = 0; sender < SENDERS; sender++) {
                    String name = round + "-" + sender;
                    long sizes = random.nextLong();
                    senders.submit(() -> {
                        send(program, name, new Random(sizes), acknowledged, () -> {
                            if (count.incrementAndGet() > 20) {
                                first.countDown();
                            }
                        });
                        return null;
                    });
                }
                assertThat(first.await(60, TimeUnit.SECONDS)).isTrue();
                // the moment of the kill is any: a random number of messages later
                int until = count.get() + random.nextInt(300);
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
                while (count.get() < until && System.nanoTime() < deadline) {
                    Thread.onSpinWait();
                }
                program.kill();
            }
        }
        try (Program program = Program.demo(data)) {
            check(program, acknowledged);
        }
        Shell.Result doctor = new Shell(directory).run(Map.of(), Program.command("doctor", "--data", data.toString()));
        assertThat(doctor.status()).as(doctor.output()).isZero();
        System.out.println(acknowledged.size() + " messages acknowledged, none lost");
    }

    private static String text(String id, Random sizes) {
        int lines = sizes.nextInt(100) == 0 ? 12_000 : sizes.nextInt(400);
        StringBuilder text = new StringBuilder("X-Crash-Id: ").append(id).append("\r\nSubject: crash\r\n\r\n");
        for (int line = 0; line < lines; line++) {
            text.append(id)
                    .append(" line ")
                    .append(line)
                    .append(" of ")
                    .append(lines)
                    .append("\r\n");
        }
        int hash = text.toString().hashCode();
        return text.append("end ").append(hash).append("\r\n").toString();
    }

    private static void send(Program program, String name, Random sizes, Set<String> acknowledged, Runnable delivered) {
        try (Talk talk = Talk.open(program.port("smtp"))) {
            talk.expect("220");
            talk.say("EHLO elsewhere.example", "250");
            for (int n = 0; ; n++) {
                String id = name + "-" + n;
                talk.say("MAIL FROM:<a@elsewhere.example>", "250");
                talk.say("RCPT TO:<" + program.account(0).address() + ">", "250");
                talk.say("DATA", "354");
                talk.say(text(id, sizes) + ".", "250");
                acknowledged.add(id);
                delivered.run();
            }
        } catch (IOException killed) {
            // as planned
        }
    }

    /// Over POP3, which gives every message whole.
    private static void check(Program program, Set<String> acknowledged) throws Exception {
        Set<String> found = new TreeSet<>();
        List<String> faults = new ArrayList<>();
        try (Pop3sClient client = Pop3sClient.logIn(program, program.account(0))) {
            for (byte[] octets : client.all()) {
                String text = new String(octets, StandardCharsets.ISO_8859_1);
                var id = ID.matcher(text);
                if (!id.find()) {
                    continue; // the demo's own message
                }
                String body = text.substring(text.indexOf("X-Crash-Id: "));
                int end = body.lastIndexOf("end ");
                if (end < 0
                        || !body.substring(end)
                                .equals("end " + body.substring(0, end).hashCode() + "\r\n")) {
                    faults.add("changed: " + id.group(1));
                }
                if (!found.add(id.group(1))) {
                    faults.add("twice: " + id.group(1));
                }
            }
        }
        Set<String> lost = new TreeSet<>(acknowledged);
        lost.removeAll(found);
        lost.forEach(id -> faults.add("lost: " + id));
        assertThat(faults).isEmpty();
    }
}
