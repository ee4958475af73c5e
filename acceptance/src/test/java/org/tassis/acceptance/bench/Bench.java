package org.tassis.acceptance.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Runs each piece of work once to warm the server up and `--rounds N` times (3) measured, and prints the medians.
/// Other load on the machine spoils the rates; processor time per operation less so.
public final class Bench {
    private static final int MESSAGES = 2000;
    private static final int BIG = 5000;
    private static final int IDLE = 1000;

    private final ServerProcess server;
    private final int rounds;
    private final List<byte[]> corpus = corpus(200, 42);

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
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
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

    @FunctionalInterface
    private interface Client {
        void run(int number) throws Exception;
    }

    private static void together(int clients, Client client) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int number = i;
                all.add(threads.submit(() -> {
                    client.run(number);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private static String user(int number) {
        return "user%04d".formatted(number % ServerProcess.USERS + 1);
    }

    private int port(String name) {
        return java.util.Objects.requireNonNull(server.ports.get(name));
    }

    private long deliver() throws Exception {
        AtomicInteger next = new AtomicInteger();
        together(10, _ -> {
            try (LineClient client = new LineClient(port("smtp"))) {
                client.send("EHLO bench.example\r\n");
                client.expectSmtp("250");
                for (int n = next.getAndIncrement(); n < MESSAGES; n = next.getAndIncrement()) {
                    client.send("MAIL FROM:<load@bench.example>\r\nRCPT TO:<" + user(n) + "@bench.test>\r\nDATA\r\n");
                    client.expectSmtp("250");
                    client.expectSmtp("250");
                    client.expectSmtp("354");
                    client.send(corpus.get(n % corpus.size()));
                    client.send(".\r\n");
                    client.expectSmtp("250");
                }
                client.send("QUIT\r\n");
                client.expectSmtp("221");
            }
        });
        return MESSAGES;
    }

    private long append() throws Exception {
        AtomicInteger next = new AtomicInteger();
        together(4, number -> {
            try (LineClient client = new LineClient(port("imap"))) {
                client.login(user(number));
                for (int n = next.getAndIncrement(); n < MESSAGES; n = next.getAndIncrement()) {
                    byte[] message = corpus.get(n % corpus.size());
                    client.send("x APPEND Archive {" + message.length + "+}\r\n");
                    client.send(message);
                    client.send("\r\n");
                    client.imapAnswer();
                }
            }
        });
        return MESSAGES;
    }

    private void fillBig() throws Exception {
        try (LineClient client = new LineClient(port("imap"))) {
            client.login(user(99));
            client.imap("CREATE Big");
            for (int n = 0; n < BIG; n++) {
                byte[] message = corpus.get(n % corpus.size());
                client.send("x APPEND Big {" + message.length + "+}\r\n");
                client.send(message);
                client.send("\r\n");
                client.imapAnswer();
            }
        }
    }

    private long fetch(String items) throws IOException {
        try (LineClient client = new LineClient(port("imap"))) {
            client.login(user(99));
            client.imap("EXAMINE Big");
            client.imap("FETCH 1:* " + items);
            return BIG;
        }
    }

    private long sessions() throws Exception {
        together(10, number -> {
            for (int n = 0; n < 50; n++) {
                try (LineClient client = new LineClient(port("imap"))) {
                    client.login(user(number));
                    client.imap("SELECT INBOX");
                    client.imap("LOGOUT");
                }
            }
        });
        return 500;
    }

    private long fillForDrain() throws Exception {
        int each = 100;
        together(10, number -> {
            try (LineClient client = new LineClient(port("imap"))) {
                client.login(user(40 + number));
                for (int n = 0; n < each; n++) {
                    byte[] message = corpus.get(n % corpus.size());
                    client.send("x APPEND INBOX {" + message.length + "+}\r\n");
                    client.send(message);
                    client.send("\r\n");
                    client.imapAnswer();
                }
            }
        });
        return each * 10L;
    }

    private long drain() throws Exception {
        AtomicInteger drained = new AtomicInteger();
        together(10, number -> {
            try (LineClient client = new LineClient(port("pop3"))) {
                client.pop3("USER " + user(40 + number));
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
            try (LineClient client = new LineClient(port("imap"))) {
                client.login(user(n));
                client.imap("SELECT INBOX");
            }
        }
        List<LineClient> clients = new ArrayList<>();
        long before = server.memoryKb();
        for (int n = 0; n < IDLE; n++) {
            LineClient client = new LineClient(port("imap"));
            client.login(user(n));
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

    /// Messages of 2 to 100 KB, one in a hundred of 1 MB, with plain text and attachments.
    private static List<byte[]> corpus(int count, long seed) {
        Random random = new Random(seed);
        List<byte[]> messages = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            int size = n % 100 == 99 ? 1 << 20 : 2048 + (int) (Math.pow(random.nextDouble(), 3) * 98_000);
            StringBuilder text = new StringBuilder()
                    .append("From: Sender %d <sender%d@bench.example>\r\n".formatted(n, n))
                    .append("To: Somebody <user0001@bench.test>, Other <user0002@bench.test>\r\n")
                    .append("Subject: =?utf-8?q?m=C3=A9ssage?= number %d\r\n".formatted(n))
                    .append("Date: Sat, 21 Nov 2026 08:00:00 +0000\r\n")
                    .append("Message-ID: <%d.%d@bench.example>\r\n".formatted(n, random.nextLong()))
                    .append("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=cut\r\n\r\n--cut\r\n")
                    .append("Content-Type: text/plain; charset=utf-8\r\n\r\n");
            for (int line = 0; line < 12; line++) {
                text.append("A line of words that somebody wrote, number ")
                        .append(line)
                        .append(".\r\n");
            }
            text.append("--cut\r\nContent-Type: application/octet-stream; name=file.bin\r\n")
                    .append("Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\n");
            byte[] attachment = new byte[Math.max(16, (size - text.length()) * 3 / 4)];
            random.nextBytes(attachment);
            text.append(Base64.getMimeEncoder().encodeToString(attachment)).append("\r\n--cut--\r\n");
            messages.add(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        return messages;
    }
}
