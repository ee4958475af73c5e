package org.tassis.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
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
/// being delivered to it: each request over TLS, from the first octet sent to the last one read, by a
/// browser on the same machine. `./tassis bench webmail`, or by hand; the arguments are how many messages,
/// and how many are delivered each second.
public final class WebmailCost {
    private static final int WARM = 200;
    private static final int TIMES = 400;
    private static final int TOGETHER = 500;
    private static final String PASSWORD = "nine-Slow-Coaches-71";

    private final HttpClient client;
    private final String root;
    private String cookies = "";

    private WebmailCost(HttpClient client, int port) {
        this.client = client;
        this.root = "https://localhost:" + port;
    }

    public static void main(String[] words) throws Exception {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        int messages = words.length == 0 ? 100_000 : Integer.parseInt(words[0]);
        int each = words.length < 2 ? 20 : Integer.parseInt(words[1]);
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
                WebmailCost cost = new WebmailCost(
                        HttpClient.newBuilder()
                                .sslContext(trusting(directory.resolve("data/tls")))
                                .build(),
                        server.ports().get("https"));
                cost.logIn();
                try (Deliveries deliveries = new Deliveries(server.ports().get("smtp"), each)) {
                    cost.all(mailbox, messages);
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
        storage.directory().addDomain(new org.tassis.core.DomainName("example.org"));
        Account account;
        try (Secret password = new Secret(PASSWORD)) {
            account = storage.directory()
                    .addMailbox(
                            NewAccount.named(new Login("ann")).withPrimary(EmailAddress.valueOf("ann@example.org")),
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

    /// Two kilobytes to twelve, every second one in HTML, every fourth with a file.
    private static String letter(int number) {
        String line = "Letter " + number + " of the road from Brussels to Innsbruck, by way of Namur. ";
        String text = line.repeat(20 + number % 100);
        String head = "From: Courier " + number % 500 + " <courier" + number % 500 + "@far.example>\r\n"
                + "To: Ann <ann@example.org>\r\nSubject: Stage " + number % 20_000 + " of the post road\r\n"
                + "Date: Fri, 20 Nov 2026 10:00:00 +0100\r\nMessage-ID: <" + number + "@far.example>\r\n"
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

    private static SSLContext trusting(Path tls) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        try (var files = Files.walk(tls)) {
            for (Path file : files.filter(one -> one.toString().matches(".*\\.(?:pem|crt)"))
                    .toList()) {
                if (Files.readString(file).contains("BEGIN CERTIFICATE")) {
                    try (var in = Files.newInputStream(file)) {
                        for (var one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                            trusted.setCertificateEntry(
                                    ((X509Certificate) one).getSerialNumber().toString(), one);
                        }
                    }
                }
            }
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /// Brings messages by SMTP, as another server does.
    private static final class Deliveries implements AutoCloseable {
        private final AtomicLong count = new AtomicLong();
        private final Thread thread;
        private volatile boolean over;

        Deliveries(int port, int each) {
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
                        java.util.concurrent.locks.LockSupport.parkNanos(due - System.nanoTime());
                    }
                }
            } catch (IOException e) {
                System.err.println("deliveries ended: " + e.getMessage());
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

    private void logIn() throws Exception {
        HttpResponse<String> page = send(request("/login").build());
        Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(page.body());
        if (!token.find()) {
            throw new IllegalStateException("no form to log in with");
        }
        HttpResponse<String> answer = send(request("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("_csrf="
                        + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8) + "&login=ann&password="
                        + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8)))
                .build());
        if (answer.statusCode() != 302) {
            throw new IllegalStateException("the login was answered " + answer.statusCode());
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + path));
        return cookies.isEmpty() ? request : request.header("Cookie", cookies);
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        for (String cookie : response.headers().allValues("Set-Cookie")) {
            String pair = cookie.split(";", 2)[0];
            String name = pair.substring(0, pair.indexOf('=') + 1);
            cookies = Arrays.stream(cookies.split("; "))
                            .filter(one -> !one.isEmpty() && !one.startsWith(name))
                            .reduce("", (a, b) -> a + b + "; ")
                    + pair;
        }
        return response;
    }

    private void all(long mailbox, int messages) throws Exception {
        System.out.printf(Locale.ROOT, "%-44s %9s %9s %9s%n", "one request", "median", "p95", "worst");
        String folder = "/webmail/f/" + mailbox;
        measure("list, first page", _ -> folder);
        measure("list, any page", i -> folder + "?page=" + (1 + i * 311 % (messages / 50)));
        measure("list, unread, any page", i -> folder + "?only=unread&page=" + (1 + i * 311 % (messages / 150)));
        measure("list, oldest first", _ -> folder + "?sort=oldest");
        measure("message", i -> "/webmail/m/" + mailbox + "-" + (1 + i * 7919L % messages));
        measure(
                "message, its HTML in the frame",
                i -> "/webmail/m/" + mailbox + "-" + (2 + i * 7918L % (messages - 2)) + "/html");
        measure("headers explained", i -> "/webmail/m/" + mailbox + "-" + (1 + i * 7919L % messages) + "/headers");
        measure("search, one sender", i -> "/webmail/search?q=from:courier" + i % 500);
        measure(
                "search, words of one message",
                i -> "/webmail/search?q=%22letter+" + (i * 7919L % messages) + "+of%22");
    }

    private void measure(String name, IntFunction<String> path) throws Exception {
        for (int i = 0; i < WARM; i++) {
            ask(path.apply(i));
        }
        double[] times = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long started = System.nanoTime();
            ask(path.apply(WARM + i));
            times[i] = (System.nanoTime() - started) / 1e6;
        }
        Arrays.sort(times);
        System.out.printf(
                Locale.ROOT,
                "%-44s %6.1f ms %6.1f ms %6.1f ms%n",
                name,
                times[TIMES / 2],
                times[TIMES * 95 / 100],
                times[TIMES - 1]);
    }

    private void ask(String path) throws Exception {
        HttpResponse<String> response = send(request(path).build());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(path + " was answered " + response.statusCode());
        }
    }
}
