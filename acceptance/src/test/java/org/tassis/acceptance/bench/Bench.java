package org.tassis.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs each piece of work once to warm the server up and `--rounds N` times (3) measured, and prints the
/// medians. Other load on the machine spoils the rates; processor time per operation less so.
public final class Bench {
    private static final int MESSAGES = 2000;
    private static final int BIG = 5000;
    private static final int IDLE = 1000;
    private static final int MIXED = 10; // clients

    private final ServerProcess server;
    private final int rounds;
    private final List<byte[]> corpus = Load.corpus(200, 42);

    private Bench(ServerProcess server, int rounds) {
        this.server = server;
        this.rounds = rounds;
    }

    @FunctionalInterface
    private interface Work {
        /// @return operations done
        long run() throws Exception;
    }

    public static void main(String[] words) throws Exception {
        switch (words.length == 0 ? "" : words[0]) {
            case "curve" -> Curve.main(Arrays.copyOfRange(words, 1, words.length));
            case "soak" -> Soak.main(Arrays.copyOfRange(words, 1, words.length));
            default -> all(words);
        }
    }

    private static void all(String[] words) throws Exception {
        int rounds = words.length > 1 && words[0].equals("--rounds") ? Integer.parseInt(words[1]) : 3;
        Path directory = Files.createTempDirectory("tassis-bench");
        try (ServerProcess server = ServerProcess.start(directory)) {
            System.out.printf(
                    Locale.ROOT,
                    "%-44s %10.2f s   %d MB%n",
                    "start to first greeting, memory then",
                    server.secondsToGreeting,
                    server.memoryKb() / 1024);
            System.out.printf("%-44s %12s %14s%n", "work", "per second", "server CPU/op");
            new Bench(server, rounds).all();
        } finally {
            Load.delete(directory);
        }
    }

    private void all() throws Exception {
        measure("SMTP delivery, 10 connections, mean 34 KB", this::deliver);
        measure("IMAP APPEND, 4 connections, mean 34 KB", this::append);
        fillBig();
        measure("IMAP FETCH flags, messages of " + BIG, () -> fetch("(UID FLAGS)"));
        measure("IMAP FETCH headers", () -> fetch("(UID BODY.PEEK[HEADER])"));
        measure("IMAP FETCH envelope and structure", () -> fetch("(UID ENVELOPE BODYSTRUCTURE)"));
        measure("IMAP FETCH whole messages", () -> fetch("(UID BODY.PEEK[])"));
        measure("IMAP log in, select, log out", this::sessions);
        measure("IMAP mixed sessions of 32 commands, 10 clients", this::fillForMixed, this::mixed);
        measure("POP3 drain: RETR and DELE, 10 connections", this::fillForDrain, this::drain);
        idle();
    }

    private void measure(String name, Work work) throws Exception {
        measure(name, () -> 0, work);
    }

    /// @param preparation done before each round and not measured
    private void measure(String name, Work preparation, Work work) throws Exception {
        preparation.run();
        work.run();
        List<double[]> results = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            preparation.run();
            double cpu = server.cpuSeconds();
            long started = System.nanoTime();
            long operations = work.run();
            double seconds = (System.nanoTime() - started) / 1e9;
            results.add(new double[] {operations / seconds, (server.cpuSeconds() - cpu) * 1e6 / operations});
        }
        System.out.printf(Locale.ROOT, "%-44s %12.0f %11.0f µs%n", name, median(results, 0), median(results, 1));
    }

    private static double median(List<double[]> results, int column) {
        return results.stream()
                .mapToDouble(result -> result[column])
                .sorted()
                .skip(results.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private long deliver() throws Exception {
        AtomicInteger next = new AtomicInteger();
        Load.together(10, _ -> {
            try (LineClient client = new LineClient(server.port("smtp"))) {
                client.smtp("EHLO bench.example", "250");
                for (int n = next.getAndIncrement(); n < MESSAGES; n = next.getAndIncrement()) {
                    client.deliver(Load.user(n), corpus.get(n % corpus.size()));
                }
                client.smtp("QUIT", "221");
            }
        });
        return MESSAGES;
    }

    private long append() throws Exception {
        AtomicInteger next = new AtomicInteger();
        Load.together(4, number -> {
            try (LineClient client = new LineClient(server.port("imap"))) {
                client.login(Load.user(number));
                for (int n = next.getAndIncrement(); n < MESSAGES; n = next.getAndIncrement()) {
                    byte[] message = corpus.get(n % corpus.size());
                    client.append("Archive", message);
                }
            }
        });
        return MESSAGES;
    }

    private void fillBig() throws Exception {
        try (LineClient client = new LineClient(server.port("imap"))) {
            client.login(Load.user(99));
            client.imap("CREATE Big");
            for (int n = 0; n < BIG; n++) {
                byte[] message = corpus.get(n % corpus.size());
                client.append("Big", message);
            }
        }
    }

    private long fetch(String items) throws IOException {
        try (LineClient client = new LineClient(server.port("imap"))) {
            client.login(Load.user(99));
            client.imap("EXAMINE Big");
            client.imap("FETCH 1:* " + items);
            return BIG;
        }
    }

    private long sessions() throws Exception {
        Load.together(10, number -> {
            for (int n = 0; n < 50; n++) {
                try (LineClient client = new LineClient(server.port("imap"))) {
                    client.login(Load.user(number));
                    client.imap("SELECT INBOX");
                    client.imap("LOGOUT");
                }
            }
        });
        return 500;
    }

    private long fillForMixed() throws Exception {
        Load.together(MIXED, number -> {
            try (LineClient client = new LineClient(server.port("imap"))) {
                client.login(Load.user(60 + number));
                if (client.number("STATUS INBOX (MESSAGES)", "MESSAGES") == 0) {
                    for (int n = 0; n < 200; n++) {
                        client.append("INBOX", corpus.get(n % corpus.size()));
                    }
                }
            }
        });
        return MIXED;
    }

    /// What mail programs do, in one session each time: the two messages that are appended leave again.
    private long mixed() throws Exception {
        int each = 10;
        Load.together(MIXED, number -> {
            Random random = new Random(number);
            for (int n = 0; n < each; n++) {
                try (LineClient client = new LineClient(server.port("imap"))) {
                    client.login(Load.user(60 + number));
                    client.imap("LIST \"\" \"*\"");
                    for (String mailbox : List.of("Archive", "Trash", "Sent")) {
                        client.imap("STATUS " + mailbox + " (MESSAGES UNSEEN UIDNEXT)");
                    }
                    client.imap("SELECT INBOX");
                    client.imap("FETCH 1:* (UID FLAGS)");
                    client.imap("FETCH 181:200 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)");
                    for (int i = 0; i < 3; i++) {
                        client.imap("FETCH " + (1 + random.nextInt(200)) + " (UID BODY.PEEK[1]<0.2048>)");
                    }
                    for (int i = 0; i < 4; i++) {
                        client.imap("FETCH " + (1 + random.nextInt(200)) + " (UID BODY.PEEK[])");
                    }
                    for (String flag : List.of("\\Seen", "\\Seen", "\\Flagged")) {
                        client.imap("STORE " + (1 + random.nextInt(200)) + (n % 2 == 0 ? " +" : " -") + "FLAGS.SILENT ("
                                + flag + ")");
                    }
                    for (String search : List.of("UNSEEN", "SUBJECT 17", "FROM sender23", "BODY unheard")) {
                        client.imap("SEARCH " + search);
                    }
                    client.append("INBOX", corpus.get(random.nextInt(corpus.size())));
                    client.append("INBOX", corpus.get(random.nextInt(corpus.size())));
                    client.imap("NOOP");
                    client.imap("COPY * Archive");
                    client.imap("MOVE * Trash");
                    client.imap("STORE * +FLAGS (\\Deleted)");
                    client.imap("EXPUNGE");
                    client.imap("NOOP");
                    client.imap("LOGOUT");
                }
            }
        });
        return MIXED * each;
    }

    private long fillForDrain() throws Exception {
        int each = 100;
        Load.together(10, number -> {
            try (LineClient client = new LineClient(server.port("imap"))) {
                client.login(Load.user(40 + number));
                for (int n = 0; n < each; n++) {
                    byte[] message = corpus.get(n % corpus.size());
                    client.append("INBOX", message);
                }
            }
        });
        return each * 10L;
    }

    private long drain() throws Exception {
        AtomicInteger drained = new AtomicInteger();
        Load.together(10, number -> {
            try (LineClient client = new LineClient(server.port("pop3"))) {
                client.pop3("USER " + Load.user(40 + number));
                client.pop3("PASS " + ServerProcess.PASSWORD);
                client.send("STAT\r\n");
                int count = Integer.parseInt(client.readLine().split(" ")[1]);
                for (int n = 1; n <= count; n++) {
                    client.send("RETR " + n + "\r\n");
                    client.pop3Lines();
                    client.pop3("DELE " + n);
                    drained.incrementAndGet();
                }
                client.pop3("QUIT");
            }
        });
        return drained.get();
    }

    private void idle() throws Exception {
        for (int n = 0; n < ServerProcess.USERS; n++) { // what a first login leaves behind is not idleness
            try (LineClient client = new LineClient(server.port("imap"))) {
                client.login(Load.user(n));
                client.imap("SELECT INBOX");
            }
        }
        List<LineClient> clients = new ArrayList<>();
        long before = server.memoryKb();
        for (int n = 0; n < IDLE; n++) {
            LineClient client = new LineClient(server.port("imap"));
            client.login(Load.user(n));
            client.imap("SELECT INBOX");
            client.send("x IDLE\r\n");
            client.readLine();
            clients.add(client);
        }
        long after = server.memoryKb();
        System.out.printf(
                Locale.ROOT, "%-44s %10.1f KB each%n", IDLE + " idle IMAP clients", (after - before) / (double) IDLE);
        for (LineClient client : clients) {
            client.close();
        }
    }
}
