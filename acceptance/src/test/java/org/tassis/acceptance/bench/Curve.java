package org.tassis.acceptance.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/// What one operation costs beside how much there is: in mailboxes of 1,000 to 1,000,000 messages on one
/// server, and on servers of 10 to 100,000 mailboxes. One client, one operation after the other; processor
/// time of the server and time until the answer. A cost that grows with what is there shows as a column
/// that grows.
///
/// `./tassis bench curve [--messages N] [--mailboxes N]` changes the largest of each.
final class Curve {
    private static final int TIMES = 200;
    private static final int WARM = 300;
    private static final int FILLED_TOGETHER = 250;

    private final ServerProcess server;
    private final byte[] letter = Load.message(1, 1024, new Random(7));
    private final LineClient client;
    private final LineClient smtp;

    private Curve(ServerProcess server, String user) throws Exception {
        this.server = server;
        this.client = new LineClient(server.port("imap"));
        client.login(user);
        this.smtp = new LineClient(server.port("smtp"));
        smtp.smtp("EHLO bench.example", "250");
    }

    static void main(String[] words) throws Exception {
        Map<String, Integer> wanted = options(words, Map.of("--messages", 1_000_000, "--mailboxes", 100_000));
        byMessages(wanted.getOrDefault("--messages", 0));
        byMailboxes(wanted.getOrDefault("--mailboxes", 0));
    }

    /// Words in pairs, a name and a number.
    static Map<String, Integer> options(String[] words, Map<String, Integer> usual) {
        Map<String, Integer> options = new java.util.HashMap<>(usual);
        for (int i = 0; i < words.length; i += 2) {
            if (!usual.containsKey(words[i]) || i + 1 == words.length) {
                throw new IllegalArgumentException(String.join(" ", words) + ": known are " + usual.keySet());
            }
            options.put(words[i], Integer.parseInt(words[i + 1]));
        }
        return options;
    }

    private static void byMessages(int most) throws Exception {
        Path directory = Files.createTempDirectory("tassis-curve");
        try (ServerProcess server = ServerProcess.start(directory)) {
            System.out.println("Messages in one mailbox: processor time of the server, median time to the answer");
            head();
            int number = 0;
            for (int size = 1_000; size <= most; size *= 10) {
                Curve curve = new Curve(server, Load.user(number));
                curve.fill("Grown", size);
                if (number == 0) {
                    curve.ofOneMailbox("Grown", Load.user(number), WARM, false, 0);
                }
                curve.ofOneMailbox("Grown", Load.user(number), TIMES, true, size);
                number++;
            }
        } finally {
            Load.delete(directory);
        }
    }

    private static void byMailboxes(int most) throws Exception {
        for (int size = 100; size <= most; size *= 10) { // a server has a hundred that are used
            Path directory = Files.createTempDirectory("tassis-curve");
            try (ServerProcess server = ServerProcess.start(directory, size - ServerProcess.USERS, Map.of())) {
                if (size == 100) {
                    System.out.println("Mailboxes of one server");
                    System.out.printf(
                            Locale.ROOT,
                            "%10s %17s %17s %17s %11s%n",
                            "mailboxes",
                            "log in",
                            "deliver",
                            "append",
                            "memory");
                }
                Curve curve = new Curve(server, Load.user(0));
                curve.ofOneServer(WARM, false, size);
                curve.ofOneServer(TIMES, true, size);
            } finally {
                Load.delete(directory);
            }
        }
    }

    private void fill(String mailbox, int size) throws Exception {
        client.imap("CREATE " + mailbox);
        byte[] one = (" {" + letter.length + "+}\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int done = 0; done < size; ) {
            int some = Math.min(FILLED_TOGETHER, size - done);
            client.send("x APPEND " + mailbox);
            for (int i = 0; i < some; i++) {
                client.send(one);
                client.send(letter);
            }
            client.send("\r\n");
            client.imapAnswer();
            done += some;
            if (done % 100_000 == 0) {
                System.err.println(done + " messages");
            }
        }
    }

    private static void head() {
        System.out.printf(
                Locale.ROOT,
                "%10s %17s %17s %17s %17s %17s %17s %17s %17s%n",
                "messages",
                "select",
                "status",
                "50 newest",
                "50 within",
                "store a flag",
                "append",
                "copy one",
                "expunge one");
    }

    private void ofOneMailbox(String mailbox, String user, int times, boolean told, int size) throws Exception {
        StringBuilder row = new StringBuilder("%10d".formatted(size));
        try (LineClient other = new LineClient(server.port("imap"))) {
            other.login(user);
            row.append(cost(times, _ -> other.imap("EXAMINE " + mailbox)));
            row.append(cost(times, _ -> other.imap("STATUS " + mailbox + " (MESSAGES UNSEEN UIDNEXT SIZE)")));
        }
        long exists = client.number("SELECT " + mailbox, " EXISTS");
        String newest = (exists - 49) + ":" + exists;
        long middle = exists / 2;
        row.append(cost(times, _ -> client.imap("FETCH " + newest + " (UID FLAGS ENVELOPE)")));
        row.append(cost(times, _ -> client.imap("FETCH " + (middle - 49) + ":" + middle + " (UID FLAGS ENVELOPE)")));
        row.append(cost(times, n -> client.imap("STORE " + (middle + n) + " +FLAGS.SILENT (\\Flagged)")));
        row.append(cost(times, _ -> client.append(mailbox, letter)));
        row.append(cost(times, n -> client.imap("COPY " + (middle + n) + " " + mailbox)));
        row.append(cost(times, n -> {
            client.imap("STORE " + (middle + n) + " +FLAGS.SILENT (\\Deleted)");
            client.imap("EXPUNGE");
        }));
        if (told) {
            System.out.println(row);
        }
        client.imap("UNSELECT");
    }

    private void ofOneServer(int times, boolean told, int size) throws Exception {
        StringBuilder row = new StringBuilder("%10d".formatted(size));
        row.append(cost(times, n -> {
            try (LineClient other = new LineClient(server.port("imap"))) {
                other.login(Load.user(n));
                other.imap("LOGOUT");
            }
        }));
        Random random = new Random(11);
        row.append(cost(times, _ -> smtp.deliver("user%04d".formatted(random.nextInt(size) + 1), letter)));
        row.append(cost(times, _ -> client.append("INBOX", letter)));
        if (told) {
            System.out.println(row + "%8d MB".formatted(server.memoryKb() / 1024));
        }
    }

    @FunctionalInterface
    private interface Operation {
        void run(int number) throws Exception;
    }

    /// Processor time of the server for each and the median of the times, both in microseconds.
    private String cost(int times, Operation operation) throws Exception {
        double[] taken = new double[times];
        double cpu = server.cpuSeconds();
        for (int i = 0; i < times; i++) {
            long started = System.nanoTime();
            operation.run(i);
            taken[i] = (System.nanoTime() - started) / 1e3;
        }
        double each = (server.cpuSeconds() - cpu) * 1e6 / times;
        Arrays.sort(taken);
        return String.format(Locale.ROOT, " %7.0f /%6.0f µs", each, taken[times / 2]);
    }
}
