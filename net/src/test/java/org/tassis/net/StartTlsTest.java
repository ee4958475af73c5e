package org.tassis.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tassis.net.TestNet.eventually;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// RFC 3207 §6, CVE-2011-0411: nothing sent in clear may be taken for something sent in TLS.
class StartTlsTest {
    @Test
    void commandsInTheSameSegmentEndTheConnection() throws Exception {
        try (var net = new TestNet(Listener.TlsMode.STARTTLS);
                var client = net.connect()) {
            assertThat(client.line()).isEqualTo("HELLO");
            client.send("STARTTLS\r\nevil\r\n");
            assertThat(net.talk.ends.poll(20, TimeUnit.SECONDS))
                    .isInstanceOf(TlsFailed.class)
                    .hasMessageContaining("before the handshake");
            assertThat(client.line()).isNull();
            eventually(() -> net.network.alive() == 0);
        }
    }

    @Test
    void halfACommandInTheSameSegmentEndsTheConnectionToo() throws Exception {
        try (var net = new TestNet(Listener.TlsMode.STARTTLS);
                var client = net.connect()) {
            assertThat(client.line()).isEqualTo("HELLO");
            client.send("STARTTLS\r\ne");
            assertThat(net.talk.ends.poll(20, TimeUnit.SECONDS)).isInstanceOf(TlsFailed.class);
            assertThat(client.line()).isNull();
        }
    }

    @Test
    void commandsAfterTheGoAheadAreNoHandshake() throws Exception {
        for (var engine : List.of(TlsContexts.Engine.OPENSSL, TlsContexts.Engine.JDK)) {
            try (var net = new TestNet(Listener.TlsMode.STARTTLS, NetSettings.defaults(), engine);
                    var client = net.connect()) {
                assertThat(client.line()).isEqualTo("HELLO");
                assertThat(client.send("STARTTLS\r\n").line()).isEqualTo("GO");
                client.send("evil\r\nevil\r\nevil\r\n");
                assertThat(net.talk.ends.poll(20, TimeUnit.SECONDS)).isInstanceOf(TlsFailed.class);
                for (var line = client.line(); line != null; line = client.line()) {
                    assertThat(line).doesNotContain("ECHO"); // at most an alert
                }
                eventually(() -> net.network.alive() == 0);
            }
        }
    }

    @Test
    void aClientHelloThatDoesNotWaitIsAnInjection() throws Exception {
        try (var net = new TestNet(Listener.TlsMode.STARTTLS);
                var client = net.connect()) {
            assertThat(client.line()).isEqualTo("HELLO");
            client.send("STARTTLS\r\n\026\003\001\002\000\001\000\001\374\003\003");
            assertThat(net.talk.ends.poll(20, TimeUnit.SECONDS)).isInstanceOf(TlsFailed.class);
            assertThat(client.line()).isNull();
        }
    }

    @Test
    void whoNeverShakesHandsIsClosed() throws Exception {
        for (var mode : List.of(Listener.TlsMode.STARTTLS, Listener.TlsMode.IMPLICIT)) {
            try (var net = new TestNet(mode, Settings.handshake(Duration.ofMillis(100)), TlsContexts.Engine.BEST);
                    var client = net.connect();
                    var half = net.connect()) {
                if (mode == Listener.TlsMode.STARTTLS) {
                    assertThat(client.line()).isEqualTo("HELLO");
                    assertThat(client.send("STARTTLS\r\n").line()).isEqualTo("GO");
                    assertThat(half.line()).isEqualTo("HELLO");
                    assertThat(half.send("STARTTLS\r\n").line()).isEqualTo("GO");
                }
                half.send("\026\003\001\001\000\001\000");
                eventually(() -> net.network.alive() == 0 && net.network.connections() == 0);
                assertThat(client.octets(1000)).hasSizeLessThan(20); // at most an alert
            }
        }
    }

    @Test
    void tlsIsOfferedOnce() throws Exception {
        try (var net = new TestNet(Listener.TlsMode.STARTTLS);
                var client = net.connect()) {
            client.line();
            var connection = net.talk.sessions.take();
            assertThat(connection.mayStartTls()).isTrue();
            assertThat(connection.isConfidential()).isFalse();
            assertThat(client.send("STARTTLS\r\n").line()).isEqualTo("GO");
            client.tls(TestNet.issuer(), "localhost");
            assertThat(client.send("WHO\r\n").line()).endsWith(" true true");
            assertThat(connection.mayStartTls()).isFalse();
        }
    }

    @Test
    void oldVersionsOfTlsAreRefused() throws IOException {
        try (var net = new TestNet(Listener.TlsMode.IMPLICIT);
                var client = net.connect()) {
            // A hello of TLS 1.1 with one cipher of its time.
            var hello = new java.io.ByteArrayOutputStream();
            hello.writeBytes(new byte[] {22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2});
            hello.writeBytes(new byte[32]);
            hello.writeBytes(new byte[] {0, 0, 2, 0x00, 0x2f, 1, 0});
            client.send(hello.toByteArray());
            assertThat(client.octets(1000)).startsWith(21, 3).hasSizeLessThan(20);
            eventually(() -> net.network.connections() == 0);
        }
    }

    @Test
    void aListenerWithTlsNeedsACertificate() {
        var network = new Network(
                NetSettings.defaults(), null, new io.micrometer.core.instrument.simple.SimpleMeterRegistry());
        assertThatThrownBy(() -> network.bind(
                        new Listener("imap", java.util.Optional.empty(), 0, Listener.TlsMode.STARTTLS, false),
                        new TalkProtocol()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("imap");
        network.stop(Duration.ZERO);
    }
}
