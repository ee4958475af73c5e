package org.tassis.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.net.BoundListener;
import org.tassis.net.Listener;
import org.tassis.net.Listener.TlsMode;
import org.tassis.net.NetSettings;
import org.tassis.net.Network;
import org.tassis.net.ProtocolLog;
import org.tassis.net.SelfSigned;
import org.tassis.net.TlsContexts;
import org.tassis.testkit.TestDirectory;

/// Both engines on real sockets, with real TLS.
@Timeout(60)
class NetworkTest {
    @TempDir
    static Path certificates;

    private static @Nullable SelfSigned certificate;

    private final ConcurrentLinkedQueue<String> logged = new ConcurrentLinkedQueue<>();
    private final SmtpServer mx = SmtpServer.mx();
    private final SmtpServer submission = SmtpServer.submission();
    private TlsContexts tls;
    private Network network;
    private BoundListener port25;
    private BoundListener port587;

    @BeforeEach
    void start() throws IOException {
        if (certificate == null) {
            certificate = new SelfSigned(certificates.resolve("tls"), List.of("localhost"), InstantSource.system());
        }
        tls = new TlsContexts(List.of(certificate));
        ProtocolLog log = new ProtocolLog((_, direction, text) -> logged.add(direction + " " + text));
        log.enable(ProtocolLog.everybody());
        network = new Network(NetSettings.defaults(), tls, new SimpleMeterRegistry(), log);
        port25 = network.bind(listener("smtp"), mx.protocol);
        port587 = network.bind(listener("submission"), submission.protocol);
    }

    private static Listener listener(String name) {
        return new Listener(name, Optional.of(InetAddress.ofLiteral("127.0.0.1")), 0, TlsMode.STARTTLS, false);
    }

    @AfterEach
    void stop() {
        network.stop(Duration.ofSeconds(5));
        tls.close();
    }

    @Test
    void aMailClientSendsThroughStartTlsAndLogin() throws Exception {
        try (Client client = new Client(port587.port())) {
            client.expect("220")
                    .says("EHLO c.example")
                    .expect("250")
                    .says("STARTTLS")
                    .expect("220");
            client.secure().says("EHLO c.example").expect("250");
            String login = "\0ann\0" + TestDirectory.ANN_PASSWORD;
            client.says("AUTH PLAIN " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                    .expect("235");
            client.says("AUTH LOGIN").expect("503");
            client.says("MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.org>", "DATA")
                    .expect("250")
                    .expect("250")
                    .expect("354")
                    .says("From: ann@example.org", "", "hello", ".")
                    .expect("250 2.6.0")
                    .says("QUIT")
                    .expect("221");
        }
        assertThat(submission.message(submission.people.bob, 0))
                .contains(" with ESMTPSA id ")
                .contains("(using TLSv1.");
        assertThat(logged).anyMatch(line -> line.contains("AUTH PLAIN ***"));
        assertThat(logged).noneMatch(line -> line.contains("YW5u") || line.contains(TestDirectory.ANN_PASSWORD));
    }

    @Test
    void commandsInjectedBehindStartTlsAreNeverCarriedOut() throws Exception {
        try (Client client = new Client(port25.port())) {
            client.expect("220").says("EHLO c.example").expect("250");
            client.says("STARTTLS", "MAIL FROM:<evil@b.example>", "RCPT TO:<ann@example.org>", "DATA", "", "x", ".");
            String rest = client.rest();
            assertThat(rest).doesNotContain("250").doesNotContain("354");
        }
        assertThat(mx.count(mx.people.ann)).isZero();
    }

    @Test
    void aWholeSessionInOnePacketIsAnsweredInOrder() throws Exception {
        try (Client client = new Client(port25.port())) {
            client.says(
                    "EHLO c.example",
                    "MAIL FROM:<a@b.example>",
                    "RCPT TO:<ann@example.org>",
                    "DATA",
                    "",
                    "one",
                    ".",
                    "MAIL FROM:<a@b.example>",
                    "RCPT TO:<ann@example.org>",
                    "BDAT 7 LAST",
                    "",
                    "two",
                    "QUIT");
            for (String code : "220 250 250 250 354 250 250 250 250 221".split(" ")) {
                client.expect(code);
            }
            assertThat(client.rest()).isEmpty();
        }
        assertThat(mx.count(mx.people.ann)).isEqualTo(2);
    }

    @Test
    void aStoppingServerSaysGoodbye() throws Exception {
        try (Client client = new Client(port25.port())) {
            client.expect("220").says("EHLO c.example").expect("250");
            Thread stopping = Thread.ofVirtual().start(() -> network.stop(Duration.ofSeconds(10)));
            client.expect("421 4.3.2");
            stopping.join();
        }
    }

    @Test
    void largeMessagesAreStoredOctetForOctet() throws Exception {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder("Subject: large\r\n\r\n");
        while (text.length() < 5_000_000) {
            text.append("x".repeat(random.nextInt(75))).append(random.nextInt(9) == 0 ? "\r\n.\r\n..\r\n" : "\r\n");
        }
        String message = text.toString();
        try (Client client = new Client(port25.port())) {
            client.expect("220").says("EHLO c.example").expect("250");
            client.says("MAIL FROM:<>", "RCPT TO:<ann@example.org>", "DATA")
                    .expect("250")
                    .expect("250")
                    .expect("354");
            client.says(message.replace("\r\n.", "\r\n..") + ".").expect("250 2.6.0");
            client.says("MAIL FROM:<>", "RCPT TO:<ann@example.org>")
                    .expect("250")
                    .expect("250");
            int half = message.length() / 2;
            client.send("BDAT " + half + "\r\n" + message.substring(0, half));
            client.send("BDAT " + (message.length() - half) + " LAST\r\n" + message.substring(half));
            client.expect("250").expect("250 2.6.0");
        }
        assertThat(mx.sent(mx.people.ann, 0).equals(message)).isTrue();
        assertThat(mx.sent(mx.people.ann, 1).equals(message)).isTrue();
        assertThat(mx.spooled()).isEmpty();
    }

    @Test
    void manySendersAtOnceLoseNothing() throws Exception {
        List<Future<?>> senders = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                senders.add(threads.submit(() -> {
                    try (Client client = new Client(port25.port())) {
                        client.expect("220").says("EHLO c.example").expect("250");
                        for (int n = 0; n < 40; n++) {
                            client.says("MAIL FROM:<>", "RCPT TO:<ann@example.org>", "DATA")
                                    .expect("250")
                                    .expect("250")
                                    .expect("354");
                            client.says("Subject: " + n, "", "text", ".").expect("250 2.6.0");
                        }
                        return null;
                    }
                }));
            }
            for (Future<?> sender : senders) {
                sender.get();
            }
        }
        assertThat(mx.count(mx.people.ann)).isEqualTo(320);
    }

    /// A client with blocking calls.
    private static final class Client implements AutoCloseable {
        private Socket socket;
        private InputStream in;
        private OutputStream out;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        Client secure() throws Exception {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            try (InputStream pem =
                    Files.newInputStream(Objects.requireNonNull(certificate).issuer())) {
                store.setCertificateEntry(
                        "issuer", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            SSLSocket secured =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
            secured.startHandshake();
            socket = secured;
            in = new BufferedInputStream(secured.getInputStream());
            out = secured.getOutputStream();
            return this;
        }

        Client says(String... lines) throws IOException {
            return send(String.join("\r\n", lines) + "\r\n");
        }

        Client send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return this;
        }

        /// Reads a reply to its last line, which must begin so.
        Client expect(String beginning) throws IOException {
            String line = line();
            while (line.length() > 3 && line.charAt(3) == '-') {
                line = line();
            }
            assertThat(line).startsWith(beginning);
            return this;
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int c = in.read(); c >= 0; c = in.read()) {
                line.write(c);
                if (c == '\n') {
                    break;
                }
            }
            return line.toString(StandardCharsets.ISO_8859_1);
        }

        /// All that comes until the server closes.
        String rest() {
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            try {
                in.transferTo(rest);
            } catch (IOException _) {
                // reset: closed all the same
            }
            return rest.toString(StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
