package org.tassis.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.Login;
import org.tassis.core.MailboxName;
import org.tassis.core.Secret;
import org.tassis.core.SystemFlag;
import org.tassis.directory.Account;
import org.tassis.directory.NewAccount;
import org.tassis.launcher.settings.Settings;
import org.tassis.launcher.settings.SettingsFile;
import org.tassis.store.Mailbox;
import org.tassis.store.NewMessage;
import org.tassis.testkit.TestMessages;

/// What the pages of webmail cost in a mailbox of 100,000 messages, in the embedded database, while mail is
/// being delivered to it: each request over TLS by a client in another process, from the first octet sent
/// to the last one read, so more than the time of the server; and the processor time of the server for
/// each, without what the deliveries take. `./tassis bench webmail`, or by hand; the arguments are how many
/// messages, how many are delivered each second, and how many times each page is asked for.
public final class WebmailCost {
    private static final int TOGETHER = 500;
    private static final Login ANN = new Login("ann");
    private static final String PASSWORD = "nine-Slow-Coaches-71";

    private final String root;
    private final Costs costs;
    private final Deliveries deliveries;
    private final int times;
    private double perDelivery;

    private WebmailCost(String root, Costs costs, Deliveries deliveries, int times) {
        this.root = root;
        this.costs = costs;
        this.deliveries = deliveries;
        this.times = times;
    }

    public static void main(String[] words) throws Exception {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        int messages = words.length == 0 ? 100_000 : Integer.parseInt(words[0]);
        int each = words.length < 2 ? 20 : Integer.parseInt(words[1]);
        int times = words.length < 3 ? 400 : Integer.parseInt(words[2]);
        Path directory = Files.createTempDirectory("webmail-cost");
        try {
            Path file = Files.writeString(
                    directory.resolve("tassis.yml"),
                    Files.readString(Path.of("conf/tassis.yml")).replaceAll("port: [0-9]+,", "port: 0,"));
            Settings settings = SettingsFile.load(
                    Optional.of(file),
                    Map.of("data-directory", directory.resolve("data").toString(), "hostname", "mail.example.org"));
            long mailbox;
            try (Storage storage = Storage.open(settings)) {
                mailbox = fill(storage, messages);
            }
            try (Server server = Server.start(settings)) {
                String root = "https://localhost:" + server.ports().get("https");
                String cookie = Costs.cookie(server.issuer(), root, ANN, PASSWORD);
                try (Costs costs = Costs.start(server.issuer(), "", cookie);
                        Deliveries deliveries = new Deliveries(server.ports().get("smtp"), each)) {
                    new WebmailCost(root, costs, deliveries, times).all(mailbox, messages);
                    System.out.printf(Locale.ROOT, "%d messages were delivered meanwhile%n", deliveries.count.get());
                }
            }
        } finally {
            try (var files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(one -> one.toFile().delete());
            }
        }
    }

    /// @return the number of the mailbox
    private static long fill(Storage storage, int messages) throws Exception {
        long started = System.nanoTime();
        storage.directory().addDomain(new DomainName("example.org"));
        Account account;
        try (Secret password = new Secret(PASSWORD)) {
            account = storage.directory()
                    .addMailbox(
                            NewAccount.named(ANN).withPrimary(EmailAddress.valueOf("ann@example.org")),
                            Optional.of(password));
        }
        Mailbox inbox = storage.store().mailbox(account.id(), MailboxName.INBOX).orElseThrow();
        Instant start = Instant.now().minusSeconds(60L * messages);
        for (int first = 0; first < messages; first += TOGETHER) {
            List<NewMessage> some = new ArrayList<>(TOGETHER);
            for (int i = first; i < Math.min(messages, first + TOGETHER); i++) {
                some.add(new NewMessage(
                        TestMessages.content(letter(i).getBytes(StandardCharsets.UTF_8)),
                        i % 3 == 0 ? Flags.NONE : Flags.of(SystemFlag.SEEN),
                        start.plusSeconds(60L * i)));
            }
            storage.store().append(inbox.id(), some);
        }
        System.out.printf(
                Locale.ROOT, "%d messages stored in %d s%n", messages, (System.nanoTime() - started) / 1_000_000_000);
        return inbox.id().value();
    }

    /// Two kilobytes to twelve, every second one in HTML, every fourth with a file, every tenth an answer.
    private static String letter(int number) {
        String line = "Letter " + number + " of the road from Brussels to Innsbruck, by way of Namur. ";
        String text = line.repeat(20 + number % 100);
        String head = "From: Courier " + number % 500 + " <courier" + number % 500 + "@far.example>\r\n"
                + "To: Ann <ann@example.org>\r\nSubject: Stage " + number % 20_000 + " of the post road\r\n"
                + "Date: Fri, 20 Nov 2026 10:00:00 +0100\r\nMessage-ID: <" + number + "@far.example>\r\n"
                + (number % 10 == 9 ? "References: <" + (number - 5) + "@far.example>\r\n" : "")
                + "MIME-Version: 1.0\r\n";
        String body = number % 2 == 0
                ? "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.replace(". ", ".\r\n") + "\r\n"
                : "Content-Type: text/html; charset=utf-8\r\n\r\n<html><body style=\"color:#333\"><table><tr><td>"
                        + text.replace(". ", ".</td></tr>\r\n<tr><td style=\"padding:4px\">")
                        + "</td></tr></table></body></html>\r\n";
        return number % 4 != 0
                ? head + body
                : head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + body
                        + "--b\r\nContent-Type: application/pdf; name=\"way-bill.pdf\"\r\n"
                        + "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--b--\r\n";
    }

    /// Brings messages by SMTP, as another server does.
    private static final class Deliveries implements AutoCloseable {
        private final AtomicLong count = new AtomicLong();
        private final int each;
        private final Thread thread;
        private volatile boolean over;
        private volatile Optional<IOException> ended = Optional.empty();

        Deliveries(int port, int each) {
            this.each = each;
            thread = Thread.ofPlatform().start(() -> deliver(port, each));
        }

        private void deliver(int port, int each) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setTcpNoDelay(true);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                OutputStream out = socket.getOutputStream();
                expect(in, "220");
                say(out, in, "HELO courier.far.example", "250");
                long start = System.nanoTime();
                while (!over) {
                    say(out, in, "MAIL FROM:<courier@far.example>", "250");
                    say(out, in, "RCPT TO:<ann@example.org>", "250");
                    say(out, in, "DATA", "354");
                    say(out, in, letter(1_000_000 + (int) count.get()) + ".", "250");
                    long due = start + count.incrementAndGet() * 1_000_000_000L / each;
                    while (!over && System.nanoTime() < due) {
                        LockSupport.parkNanos(due - System.nanoTime());
                    }
                }
            } catch (IOException e) {
                ended = Optional.of(e);
            }
        }

        private static void say(OutputStream out, BufferedReader in, String line, String code) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            expect(in, code);
        }

        private static void expect(BufferedReader in, String code) throws IOException {
            String line = in.readLine();
            if (line == null || !line.startsWith(code)) {
                throw new IOException("the server said " + line);
            }
        }

        @Override
        public void close() throws InterruptedException {
            over = true;
            thread.join();
        }
    }

    private void all(long mailbox, int messages) throws Exception {
        String folder = "/webmail/f/" + mailbox;
        costs.ask(1, 0, times * 2, _ -> root + folder); // what is compiled meanwhile is not counted as a delivery's
        perDelivery = perDelivery();
        System.out.printf(
                Locale.ROOT, "%.2f ms of processor time for each delivery, at %.0f a second%n", perDelivery, (double)
                        deliveries.each);
        System.out.printf(Locale.ROOT, "%-44s %9s %9s %9s %12s%n", "one request", "median", "p95", "p99", "CPU each");
        String message = "/webmail/m/" + mailbox + "-";
        int pages = Math.max(1, messages / 50);
        measure("list, first page", _ -> folder);
        measure("list, any page", i -> folder + "?page=" + (1 + i * 311 % pages));
        measure("list, unread, any page", i -> folder + "?only=unread&page=" + (1 + i * 311 % Math.max(1, pages / 3)));
        measure("list, starred", _ -> folder + "?only=flagged");
        measure(
                "list, with files, any page",
                i -> folder + "?only=files&page=" + (1 + i * 311 % Math.max(1, pages / 4)));
        measure("list, oldest first", _ -> folder + "?sort=oldest");
        measure("list, largest first, any page", i -> folder + "?sort=largest&page=" + (1 + i * 311 % pages));
        measure("list, by sender, any page", i -> folder + "?sort=sender&page=" + (1 + i * 311 % pages));
        measure("message", i -> message + (1 + i * 7919L % messages));
        measure("message, its HTML in the frame", i -> message + (2 + i * 7918L % (messages - 2)) + "/html");
        measure("headers explained", i -> message + (1 + i * 7919L % messages) + "/headers");
        measure("conversation", i -> message + (1 + i * 7919L % messages) + "/conversation");
        measure("search, one sender", i -> "/webmail/search?q=from:courier" + i % 500);
        measure("search, with files", _ -> "/webmail/search?q=has:attachment");
        measure(
                "search, words of one message",
                i -> "/webmail/search?q=%22letter+" + (i * 7919L % messages) + "+of%22");
    }

    /// While nobody asks for anything: processor time, in milliseconds.
    private double perDelivery() {
        await(System.nanoTime() + 3_000_000_000L);
        long count = deliveries.count.get();
        double before = Costs.processor();
        await(System.nanoTime() + 4_000_000_000L);
        return (Costs.processor() - before) / Math.max(1, deliveries.count.get() - count);
    }

    private static void await(long end) {
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void measure(String name, IntFunction<String> path) throws IOException {
        IntFunction<String> address = i -> root + path.apply(i);
        costs.ask(1, 0, times / 2, address);
        long delivered = deliveries.count.get();
        double before = Costs.processor();
        Costs.Times taken = costs.ask(1, times / 2, times, address);
        double processor = Costs.processor() - before - perDelivery * (deliveries.count.get() - delivered);
        if (deliveries.ended.isPresent()) {
            throw new IllegalStateException("mail is not delivered any more", deliveries.ended.get());
        }
        System.out.printf(
                Locale.ROOT,
                "%-44s %6.1f ms %6.1f ms %6.1f ms %9.2f ms%n",
                name,
                taken.median(),
                taken.p95(),
                taken.p99(),
                Math.max(0, processor / times));
    }
}
