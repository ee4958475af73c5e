package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.net.SelfSigned;
import org.tassis.testkit.TrustingTls;

/// Certificates, PROXY headers, addresses, limits, health and metrics, as `tassis.yml` has them: one server for all.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // the last one uses up all connections
class NetworkProgramTest {
    private static final int CONNECTIONS = 40;
    private static final int PER_ADDRESS = 3;
    private static final int PER_NETWORK = 5;

    @TempDir
    static Path directory;

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        install("main", issue("one", "mail.example.org"));
        install("other", issue("two", "mail.other.example"));
        Path config =
                RunningServer.config(directory, """
                  imap: { address: 127.0.0.1, port: 0, tls: none }
                  proxied: { service: imap, enabled: true, address: 127.0.0.1, port: 0, tls: none, proxy-protocol: true }
                  six: { service: imap, enabled: true, address: "::1", port: 0, tls: implicit, proxy-protocol: false }
                  both: { service: pop3, enabled: true, address: "", port: 0, tls: starttls, proxy-protocol: false }
                """, """
                tls:
                  certificate: %1$s/main.pem
                  key: %1$s/main.key
                  more:
                    - { certificate: %1$s/other.pem, key: %1$s/other.key }
                limits: { connections: %2$d, connections-per-address: %3$d, connections-per-network: %4$d }
                """.formatted(directory, CONNECTIONS, PER_ADDRESS, PER_NETWORK));
        if (!hasIpv6()) {
            Files.writeString(config, Files.readString(config).replaceAll("(?m)^  six:.*\n", ""));
        }
        server = RunningServer.start(config);
        server.people("ann");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    @Order(1)
    void theNameAskedForChoosesTheCertificate() throws Exception {
        for (String listener : List.of("imaps", "pop3s", "submissions")) {
            assertThat(served(listener, "mail.other.example")).contains("mail.other.example");
            assertThat(served(listener, "mail.example.org")).contains("mail.example.org");
            assertThat(served(listener, "unknown.example")).contains("mail.example.org");
        }
    }

    @Test
    @Order(2)
    void aReplacedCertificateIsServedAndSessionsGoOn() throws Exception {
        try (Talk early = Talk.over(tls("127.0.0.1", "imaps", "mail.example.org"))) {
            assertThat(early.line()).startsWith("* OK");
            install("main", issue("three", "renewed.example.org"));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!served("imaps", "mail.example.org").contains("renewed.example.org")) {
                assertThat(System.nanoTime()).as("time").isLessThan(end);
            }
            assertThat(early.imap("a", "NOOP")).startsWith("a OK");
            assertThat(early.imap("b", "LOGIN ann " + RunningServer.PASSWORD)).contains("b OK");
        }
    }

    @Test
    @Order(3)
    void aProxyTellsWhoTheClientIs() throws Exception {
        server.command("log", "start", "--from", "203.0.113.0/24").succeeded();
        for (byte[] header : List.of(
                "PROXY TCP4 203.0.113.9 198.51.100.1 40000 143\r\n".getBytes(StandardCharsets.US_ASCII),
                version2(203, 0, 113, 10))) {
            try (Talk imap = proxied(header)) {
                assertThat(imap.line()).startsWith("* OK");
                assertThat(imap.imap("a", "LOGIN ann " + RunningServer.PASSWORD))
                        .contains("a OK");
            }
        }
        try (Talk imap = Talk.open(server.port("proxied"))) {
            imap.send("a CAPABILITY"); // no header: no session
            assertThat(imap.line()).isEmpty();
        }
        server.command("log", "stop").succeeded();
        assertThat(server.command("log", "show").succeeded().output())
                .contains("= imap from 203.0.113.9, logged in as ann")
                .contains("= imap from 203.0.113.10, logged in as ann")
                .doesNotContain("127.0.0.1");
    }

    @Test
    @Order(4)
    void strangersAreCountedByAddressAndNetwork() throws Exception {
        List<Talk> open = new ArrayList<>();
        try {
            for (int i = 0; i < PER_ADDRESS; i++) {
                open.add(proxied(version1("192.0.2.1")));
                assertThat(open.getLast().line()).startsWith("* OK");
            }
            open.add(proxied(version1("192.0.2.1")));
            assertThat(open.getLast().line()).startsWith("* BYE [LIMIT] Too many connections from your address");
            for (int i = PER_ADDRESS; i < PER_NETWORK; i++) {
                open.add(proxied(version1("192.0.2." + (10 + i))));
                assertThat(open.getLast().line()).startsWith("* OK");
            }
            open.add(proxied(version1("192.0.2.99")));
            assertThat(open.getLast().line()).startsWith("* BYE [LIMIT]");
            open.add(proxied(version1("198.51.100.1")));
            assertThat(open.getLast().line()).startsWith("* OK");
            assertThat(open.getFirst().imap("a", "LOGIN ann " + RunningServer.PASSWORD))
                    .contains("a OK"); // no stranger any more
            open.add(proxied(version1("192.0.2.1")));
            assertThat(open.getLast().line()).startsWith("* OK");
        } finally {
            for (Talk one : open) {
                one.close();
            }
        }
    }

    @Test
    @Order(5)
    void bothFamiliesAreServed() throws Exception {
        try (Talk four = Talk.open(InetAddress.ofLiteral("127.0.0.1"), server.port("both"))) {
            assertThat(four.line()).startsWith("+OK");
            four.send("CAPA");
            assertThat(four.line()).startsWith("+OK");
        }
        assumeTrue(hasIpv6(), "this machine has IPv6");
        try (Talk six = Talk.open(InetAddress.ofLiteral("::1"), server.port("both"))) {
            assertThat(six.line()).startsWith("+OK");
        }
        try (Talk six = Talk.over(tls("::1", "six", "mail.example.org"))) {
            assertThat(six.line()).startsWith("* OK");
        }
    }

    @Test
    @Order(6)
    void passwordsInClearAreTakenWhereAllowedAndWarnedOf() throws Exception {
        assertThat(server.log())
                .contains("listeners.imap takes passwords in clear on 127.0.0.1")
                .doesNotContain("listeners.imaps takes")
                .doesNotContain("listeners.both takes");
        try (Talk pop = Talk.open(server.port("both"))) {
            pop.line();
            pop.send("USER ann");
            assertThat(pop.line()).startsWith("-ERR");
        }
        Path open = RunningServer.config(
                directory.resolve("open"), "  imap: { address: 0.0.0.0, port: 0, tls: none }\n", "");
        Shell.Result refused = RunningServer.command(open, "run");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output())
                .contains(
                        "tassis.yml, line 4: listeners.imap.tls: allowed: none only with an address that is loopback");
    }

    @Test
    @Order(7)
    void healthAndMetricsAreOnTheAdministrationPort() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(TrustingTls.context()).build()) {
            HttpResponse<String> health = get(client, "admin", "/health");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).contains("\"status\":\"up\"").contains("\"database\":\"up\"", "\"disk\":\"up\"");
            HttpResponse<String> metrics = get(client, "admin", "/metrics");
            assertThat(metrics.statusCode()).isEqualTo(200);
            assertThat(metrics.body())
                    .contains(
                            "tassis_connections_current{",
                            "tassis_connections_accepted_total{",
                            "tassis_octets_sent_total{",
                            "tassis_store_queue",
                            "tassis_imap_commands",
                            "tassis_smtp_replies",
                            "jvm_memory_used_bytes");
            assertThat(get(client, "https", "/health").statusCode()).isEqualTo(404);
            assertThat(get(client, "https", "/metrics").statusCode()).isEqualTo(404);
        }
    }

    @Test
    @Order(8)
    void allConnectionsTogetherAreLimited() throws Exception {
        List<Talk> open = new ArrayList<>();
        try {
            String greeting = "* OK";
            while (greeting.startsWith("* OK") && open.size() <= CONNECTIONS) {
                open.add(Talk.open(server.port("imap")));
                greeting = open.getLast().line();
            }
            assertThat(greeting).startsWith("* BYE [UNAVAILABLE] Too many connections");
            assertThat(open.size()).isLessThanOrEqualTo(CONNECTIONS + 1);
            assertThat(open.getFirst().imap("a", "NOOP")).contains("a OK");
        } finally {
            for (Talk one : open) {
                one.close();
            }
        }
    }

    // ---- certificates

    private static SelfSigned issue(String name, String host) throws IOException {
        return new SelfSigned(directory.resolve("issued-" + name), List.of(host), InstantSource.system());
    }

    /// As certificate programs do: each file replaced as a whole.
    private static void install(String name, SelfSigned issued) throws IOException {
        replace(issued.key(), directory.resolve(name + ".key"));
        replace(issued.chain(), directory.resolve(name + ".pem"));
    }

    private static void replace(Path from, Path to) throws IOException {
        Path fresh =
                Files.copy(from, to.resolveSibling(to.getFileName() + ".new"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static SSLSocket tls(String address, String listener, String host) throws IOException {
        return TrustingTls.over(new Socket(address, server.port(listener)), host);
    }

    /// The names in the certificate that a client gets.
    private static String served(String listener, String host) throws Exception {
        try (SSLSocket socket = tls("127.0.0.1", listener, host)) {
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectAlternativeNames().toString();
        }
    }

    // ---- other helpers

    private static Talk proxied(byte[] header) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port("proxied"));
        socket.getOutputStream().write(header);
        return Talk.over(socket);
    }

    private static byte[] version1(String client) {
        return ("PROXY TCP4 " + client + " 198.51.100.1 40000 143\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] version2(int... client) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes("\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII));
        header.writeBytes(new byte[] {0x21, 0x11, 0, 12});
        for (int octet : client) {
            header.write(octet);
        }
        header.writeBytes(new byte[] {(byte) 198, 51, 100, 1, 0x40, 0, 0, (byte) 143});
        return header.toByteArray();
    }

    private static HttpResponse<String> get(HttpClient client, String listener, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port(listener) + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static boolean hasIpv6() throws IOException {
        return NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null;
    }
}
