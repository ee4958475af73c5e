package org.tassis.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.net.TestNet.eventually;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.Cidr;

class ProxyTest {
    private static final List<Cidr> LOOPBACK = List.of(Cidr.parse("127.0.0.0/8").orElseThrow());
    private static final List<Cidr> ELSEWHERE =
            List.of(Cidr.parse("192.0.2.0/24").orElseThrow());

    private static TestNet net(Listener.TlsMode mode, NetSettings settings) throws IOException {
        return new TestNet(mode, settings, TestNet.contexts(), true);
    }

    private static TestNet net() throws IOException {
        return net(Listener.TlsMode.NONE, Settings.proxies(Duration.ofSeconds(20), 2, LOOPBACK));
    }

    @Test
    void theHeaderTellsWhoTheClientIs() throws IOException {
        try (var net = net()) {
            try (var client = net.connect()) {
                client.send("PROXY TCP4 203.0.113.9 198.51.100.1 40000 143\r\nWHO\r\n");
                assertThat(client.line()).isEqualTo("HELLO");
                assertThat(client.line()).startsWith("/203.0.113.9:40000 /198.51.100.1:143 ");
            }
            try (var client = net.connect()) {
                client.send("PROXY TCP6 2001:db8::9 2001:db8::1 40000 143\r\nWHO\r\n");
                assertThat(client.line()).isEqualTo("HELLO");
                assertThat(client.line()).startsWith("/[2001:db8:0:0:0:0:0:9]:40000 /[2001:db8:0:0:0:0:0:1]:143 ");
            }
            try (var client = net.connect()) {
                client.send(version2(0x21, 0x11, new byte[] {(byte) 203, 0, 113, 9, 1, 2, 3, 4, 0, 80, 0, 81}));
                client.send("WHO\r\n");
                assertThat(client.line()).isEqualTo("HELLO");
                assertThat(client.line()).startsWith("/203.0.113.9:80 /1.2.3.4:81 ");
            }
        }
    }

    @Test
    void theHeaderMayComeInPieces() throws IOException {
        try (var net = net()) {
            for (var header : List.of(
                    "PROXY TCP4 203.0.113.9 198.51.100.1 40000 143\r\n".getBytes(StandardCharsets.US_ASCII),
                    version2(0x21, 0x11, new byte[] {(byte) 203, 0, 113, 9, 1, 2, 3, 4, 0, 80, 0, 81}))) {
                try (var client = net.connect()) {
                    for (byte b : header) {
                        client.send(new byte[] {b});
                    }
                    assertThat(client.line()).isEqualTo("HELLO");
                    assertThat(client.send("WHO\r\n").line()).startsWith("/203.0.113.9:");
                }
            }
        }
    }

    @Test
    void theProxysOwnConnectionsKeepTheirAddress() throws IOException {
        try (var net = net()) {
            try (var client = net.connect()) {
                client.send("PROXY UNKNOWN\r\nWHO\r\n");
                assertThat(client.line()).isEqualTo("HELLO");
                assertThat(client.line()).startsWith("/127.0.0.1:");
            }
            try (var client = net.connect()) {
                client.send(version2(0x20, 0, new byte[0])).send("WHO\r\n");
                assertThat(client.line()).isEqualTo("HELLO");
                assertThat(client.line()).startsWith("/127.0.0.1:");
            }
        }
    }

    @Test
    void tlsFollowsTheHeader() throws IOException {
        for (var mode : List.of(Listener.TlsMode.IMPLICIT, Listener.TlsMode.STARTTLS)) {
            try (var net = net(mode, Settings.proxies(Duration.ofSeconds(20), 2, LOOPBACK));
                    var client = net.connect()) {
                client.send("PROXY TCP4 203.0.113.9 198.51.100.1 40000 143\r\n");
                if (mode == Listener.TlsMode.STARTTLS) {
                    assertThat(client.line()).isEqualTo("HELLO");
                    assertThat(client.send("STARTTLS\r\n").line()).isEqualTo("GO");
                }
                client.tls(TestNet.issuer(), "localhost");
                if (mode == Listener.TlsMode.IMPLICIT) {
                    assertThat(client.line()).isEqualTo("HELLO");
                }
                assertThat(client.send("WHO\r\n").line())
                        .startsWith("/203.0.113.9:")
                        .endsWith(" true true");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WHO ARE YOU\r\n",
                "PROXY TCP4 mail.example.org 198.51.100.1 40000 143\r\n",
                "PROXY TCP4 203.0.113.9\r\n",
                "PROXY TCP4 203.0.113.9 198.51.100.1 40000 99999\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "\r\n\r\n\0\r\nQUIT\n\001\021\0\014",
                "\r\n\r\n\0\r\nQUIT\n\041\021\0\004aaaaaaaa"
            })
    void whatIsNoHeaderIsClosed(String first) throws IOException {
        try (var net = net();
                var client = net.connect()) {
            client.send(first);
            assertThat(client.octets(1)).isEmpty();
            eventually(() -> net.network.connections() == 0);
            assertThat(net.talk.sessions).isEmpty();
        }
    }

    @Test
    void anEndlessHeaderIsClosed() throws IOException {
        try (var net = net();
                var client = net.connect()) {
            try {
                client.send("PROXY TCP4 " + "1".repeat(100_000));
                assertThat(client.octets(1)).isEmpty();
            } catch (IOException _) {
                // closed with octets unread
            }
            eventually(() -> net.network.connections() == 0);
        }
    }

    @Test
    void whoSendsNoHeaderInTimeIsClosed() throws IOException {
        try (var net = net(Listener.TlsMode.NONE, Settings.proxies(Duration.ofMillis(100), 2, LOOPBACK));
                var silent = net.connect();
                var half = net.connect()) {
            half.send("PROXY TCP4 203");
            assertThat(silent.octets(1)).isEmpty();
            assertThat(half.octets(1)).isEmpty();
            assertThat(net.talk.sessions).isEmpty();
        }
    }

    @Test
    void onlyTrustedProxiesAreListenedTo() throws IOException {
        try (var net = net(Listener.TlsMode.NONE, Settings.proxies(Duration.ofSeconds(20), 2, ELSEWHERE));
                var client = net.connect()) {
            assertThat(client.octets(1)).isEmpty();
            eventually(() -> net.network.connections() == 0);
        }
    }

    @Test
    void withoutTheSwitchAHeaderIsACommand() throws IOException {
        try (var net = new TestNet(
                        Listener.TlsMode.NONE,
                        Settings.proxies(Duration.ofSeconds(20), 2, LOOPBACK),
                        TestNet.contexts(),
                        false);
                var client = net.connect()) {
            assertThat(client.line()).isEqualTo("HELLO");
            client.send("PROXY TCP4 203.0.113.9 198.51.100.1 40000 143\r\nWHO\r\n");
            assertThat(client.line()).startsWith("ECHO PROXY");
            assertThat(client.line()).startsWith("/127.0.0.1:");
        }
    }

    @Test
    void limitsAreThoseOfTheClientBehindTheProxy() throws IOException {
        try (var net = net();
                var one = net.connect();
                var two = net.connect();
                var three = net.connect();
                var other = net.connect()) {
            one.send("PROXY TCP4 203.0.113.9 198.51.100.1 40000 143\r\n");
            assertThat(one.line()).isEqualTo("HELLO");
            two.send("PROXY TCP4 203.0.113.9 198.51.100.1 40000 143\r\n");
            assertThat(two.line()).isEqualTo("HELLO");
            three.send("PROXY TCP4 203.0.113.9 198.51.100.1 40000 143\r\n");
            assertThat(three.line()).isEqualTo("BYE TOO_MANY_FROM_YOUR_ADDRESS");
            assertThat(three.line()).isNull();
            other.send("PROXY TCP4 203.0.113.10 198.51.100.1 40000 143\r\n");
            assertThat(other.line()).isEqualTo("HELLO");
        }
    }

    private static byte[] version2(int command, int family, byte[] addresses) {
        var header = new ByteArrayOutputStream();
        header.writeBytes("\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.ISO_8859_1));
        header.write(command);
        header.write(family);
        header.write(0);
        header.write(addresses.length);
        header.writeBytes(addresses);
        return header.toByteArray();
    }
}
