package org.tassis.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tassis.net.TestNet.eventually;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopTest {
    @Test
    void waitingSessionsSayGoodbyeAtOnce() throws Exception {
        for (var mode : Listener.TlsMode.values()) {
            try (var net = new TestNet(mode);
                    var waiting = greeted(net, mode);
                    var idling = greeted(net, mode)) {
                assertThat(idling.send("AWAIT\r\n").line()).isEqualTo("WAITING");
                long from = System.nanoTime();
                var stopped = CompletableFuture.runAsync(() -> net.network.stop(Duration.ofSeconds(30)));
                for (var client : new TestClient[] {waiting, idling}) {
                    assertThat(client.line()).isEqualTo("BYE stopping");
                    assertThat(client.line()).isNull();
                    client.socket().close();
                }
                stopped.get(20, TimeUnit.SECONDS);
                assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(10));
                assertThat(net.network.alive()).isZero();
                assertThatThrownBy(net::connect).isInstanceOf(ConnectException.class);
            }
        }
    }

    @Test
    void whatIsBeingReceivedMayCome() throws Exception {
        try (var net = new TestNet(Listener.TlsMode.NONE);
                var client = greeted(net, Listener.TlsMode.NONE)) {
            var connection = Objects.requireNonNull(net.talk.sessions.poll(20, TimeUnit.SECONDS));
            client.send("ping\r\nLITERAL 10\r\n12345");
            assertThat(client.line()).isEqualTo("ECHO ping");
            var stopped = CompletableFuture.runAsync(() -> net.network.stop(Duration.ofSeconds(30)));
            eventually(connection::isStopping);
            client.send("67890");
            assertThat(client.line())
                    .isEqualTo("SUM " + TalkProtocol.sum("1234567890".getBytes(StandardCharsets.US_ASCII)));
            assertThat(client.line()).isEqualTo("BYE stopping");
            assertThat(client.line()).isNull();
            client.socket().close();
            stopped.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatDoesNotComeIsGivenUp() throws Exception {
        try (var net = new TestNet(Listener.TlsMode.NONE);
                var client = greeted(net, Listener.TlsMode.NONE)) {
            client.send("LITERAL 10\r\n12345");
            net.network.stop(Duration.ofSeconds(1));
            assertThat(client.line()).isEqualTo("BYE stopping");
            assertThat(net.talk.ends.take()).isInstanceOf(ServerStopping.class);
            assertThat(net.network.alive()).isZero();
        }
    }

    @Test
    void whoDoesNotReadOrShakeHandsIsCut() throws Exception {
        for (var mode : Listener.TlsMode.values()) {
            try (var net = new TestNet(mode);
                    var deaf = greeted(net, mode);
                    var mute = net.connect()) {
                deaf.send("SEND 1000000000\r\n");
                mute.send("\026\003\001"); // the beginning of a handshake
                eventually(() -> net.network.alive() == 2);
                net.network.stop(Duration.ofMillis(200));
                assertThat(net.network.alive()).isZero();
            }
        }
    }

    @Test
    void aNetworkThatIsBusyComesToAnEnd() throws Exception {
        try (var net = new TestNet(Listener.TlsMode.NONE);
                var busy = greeted(net, Listener.TlsMode.NONE)) {
            var pump = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        busy.send("again\r\n".repeat(1000));
                    }
                } catch (IOException _) {
                    // stopped
                }
            });
            var drain = Thread.ofVirtual().start(() -> {
                try {
                    while (busy.line() != null) {
                        // until the end
                    }
                } catch (IOException _) {
                    // cut
                }
            });
            assertThat(net.talk.sessions.poll(20, TimeUnit.SECONDS)).isNotNull();
            net.network.stop(Duration.ofSeconds(2));
            assertThat(net.network.alive()).isZero();
            assertThat(net.talk.ends.take()).isInstanceOf(ServerStopping.class);
            pump.join();
            drain.join();
        }
    }

    private static TestClient greeted(TestNet net, Listener.TlsMode mode) throws IOException {
        var client = net.connect();
        if (mode == Listener.TlsMode.IMPLICIT) {
            client.tls(TestNet.issuer(), "localhost");
        }
        assertThat(client.line()).isEqualTo("HELLO");
        return client;
    }
}
