package org.tassis.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Lines, literals and files over real sockets: in clear, after STARTTLS, in TLS, with either TLS engine.
class TalkTest {
    enum Way {
        PLAIN(Listener.TlsMode.NONE, TlsContexts.Engine.BEST),
        STARTTLS(Listener.TlsMode.STARTTLS, TlsContexts.Engine.OPENSSL),
        STARTTLS_JDK(Listener.TlsMode.STARTTLS, TlsContexts.Engine.JDK),
        TLS(Listener.TlsMode.IMPLICIT, TlsContexts.Engine.OPENSSL),
        TLS_JDK(Listener.TlsMode.IMPLICIT, TlsContexts.Engine.JDK);

        final Listener.TlsMode mode;
        final TlsContexts.Engine engine;

        Way(Listener.TlsMode mode, TlsContexts.Engine engine) {
            this.mode = mode;
            this.engine = engine;
        }

        TestNet net() throws IOException {
            return new TestNet(mode, NetSettings.defaults(), engine);
        }

        /// Connected, secured and greeted.
        TestClient connect(TestNet net, String... protocols) throws IOException {
            var client = net.connect();
            if (mode == Listener.TlsMode.IMPLICIT) {
                client.tls(TestNet.issuer(), "mail.example.org", protocols);
            }
            assertThat(client.line()).isEqualTo("HELLO");
            if (mode == Listener.TlsMode.STARTTLS) {
                assertThat(client.send("STARTTLS\r\n").line()).isEqualTo("GO");
                client.tls(TestNet.issuer(), "localhost", protocols);
            }
            return client;
        }
    }

    @ParameterizedTest
    @EnumSource
    void linesAndLiteralsArriveHoweverTheyAreCut(Way way) throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var talk = new StringBuilder();
        var expected = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            if (i % 7 == 3) {
                var literal = new byte[random.nextInt(300)];
                random.nextBytes(literal);
                talk.append(i % 2 == 0 ? "LITERAL " : "STREAM ")
                        .append(literal.length)
                        .append("\r\n");
                talk.append(new String(literal, StandardCharsets.ISO_8859_1));
                expected.append("SUM ").append(TalkProtocol.sum(literal)).append('\n');
            } else if (i % 7 == 4) {
                int length = random.nextInt(200);
                talk.append("BODY\r\n").append("b".repeat(length)).append('.');
                expected.append("BODY ").append(length).append('\n');
            } else {
                var line = "a" + "x\rx\nx".repeat(random.nextInt(5)) + "z".repeat(random.nextInt(70));
                talk.append(line).append("\r\n");
                expected.append("ECHO ").append(line).append('\n');
            }
        }
        var octets = talk.toString().getBytes(StandardCharsets.ISO_8859_1);
        try (var net = way.net();
                var client = way.connect(net)) {
            for (int at = 0; at < octets.length; ) {
                int n = Math.min(octets.length - at, random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(60));
                client.send(Arrays.copyOfRange(octets, at, at + n));
                at += n;
            }
            var all = new String(client.octets(expected.length() + 200), StandardCharsets.ISO_8859_1);
            assertThat(all.replace("\r\n", "\n")).as("seed " + seed).isEqualTo(expected.toString());
            assertThat(client.send("QUIT\r\n").line()).isEqualTo("BYE");
            assertThat(client.line()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void filesAndMuchOutputArriveWhole(Way way, @TempDir Path directory) throws IOException {
        var content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        var path = directory.resolve("volume");
        Files.write(path, content);
        try (var net = way.net();
                var file = FileChannel.open(path);
                var client = way.connect(net)) {
            net.talk.file = file;
            for (int length : new int[] {0, 1, 100, 32_000, 32_768, 40_000, 131_071, 131_072, 2_900_000}) {
                client.send("FILE 77 " + length + "\r\n");
                assertThat(client.line()).isEqualTo("FILE");
                assertThat(client.octets(length)).isEqualTo(Arrays.copyOfRange(content, 77, 77 + length));
                assertThat(client.line()).isEqualTo("END");
            }
            client.send("SEND 5000000\r\nafter\r\n");
            assertThat(client.octets(5_000_000)).hasSize(5_000_000).containsOnly(0);
            assertThat(client.line()).isEqualTo("ECHO after");
            assertThat(file.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothVersionsOfTlsWork(Way way) throws IOException {
        try (var net = way.net()) {
            for (var version : new String[] {"TLSv1.2", "TLSv1.3"}) {
                try (var client = way.connect(net, version)) {
                    var connection = net.talk.sessions.poll();
                    assertThat(client.send("hello\r\n").line()).isEqualTo("ECHO hello");
                    if (way == Way.PLAIN) {
                        assertThat(connection.cipher()).isNull();
                        assertThat(connection.isEncrypted()).isFalse();
                    } else {
                        assertThat(connection.cipher()).startsWith(version).contains("GCM");
                        assertThat(connection.isEncrypted()).isTrue();
                    }
                    assertThat(connection.isConfidential()).isTrue();
                    assertThat(connection.mayStartTls()).isFalse();
                }
            }
        }
    }

    @Test
    void bothFamiliesOfAddressesAreServed() throws IOException {
        try (var net = new TestNet(Listener.TlsMode.NONE)) {
            try (var four = TestClient.to("127.0.0.1", net.listener.port());
                    var six = TestClient.to("::1", net.listener.port())) {
                assertThat(four.line()).isEqualTo("HELLO");
                assertThat(four.send("WHO\r\n").line())
                        .startsWith("/127.0.0.1:")
                        .contains(" /127.0.0.1:");
                assertThat(six.line()).isEqualTo("HELLO");
                assertThat(six.send("WHO\r\n").line()).startsWith("/[0:0:0:0:0:0:0:1]:");
            }
        }
    }
}
