package org.tassis.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.net.TestNet.eventually;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadingTest {
    @Test
    void aLineMayBeAsLongAsAllowedAndNoLonger() throws IOException {
        try (var net = new TestNet(Listener.TlsMode.NONE);
                var client = net.connect()) {
            var longest = "x".repeat(TalkProtocol.LONGEST_LINE);
            assertThat(client.line()).isEqualTo("HELLO");
            client.send(longest + "\r\n" + longest + "y\r\nnext\r\n");
            assertThat(client.line()).isEqualTo("ECHO " + longest);
            assertThat(client.line()).isEqualTo("TOO LONG");
            assertThat(client.line()).isEqualTo("ECHO next");
        }
    }

    @Test
    void aLineTooLongIsSkippedToItsEndHoweverItIsCut() throws IOException {
        try (var net = new TestNet(Listener.TlsMode.NONE);
                var client = net.connect()) {
            assertThat(client.line()).isEqualTo("HELLO");
            for (int length = TalkProtocol.LONGEST_LINE - 2; length < TalkProtocol.LONGEST_LINE + 4; length++) {
                for (char c : ("z".repeat(length) + "\r\n").toCharArray()) {
                    client.send(String.valueOf(c));
                }
                assertThat(client.line())
                        .isEqualTo(length > TalkProtocol.LONGEST_LINE ? "TOO LONG" : "ECHO " + "z".repeat(length));
            }
            client.send("a\nb\r".repeat(100_000)).send("\n");
            assertThat(client.line()).isEqualTo("TOO LONG");
            assertThat(client.send("next\r\n").line()).isEqualTo("ECHO next");
        }
    }

    @Test
    void whatCameOfALineThatTimedOutIsReadLater() throws IOException {
        try (var net = new TestNet(Listener.TlsMode.NONE);
                var client = net.connect()) {
            assertThat(client.line()).isEqualTo("HELLO");
            assertThat(client.send("HALF\r\n").line()).isEqualTo("HALF?");
            client.send("abcdef");
            assertThat(client.line()).isEqualTo("TIMED_OUT 6");
            assertThat(client.send("gh").line()).isEqualTo("OCTETS abcdefgh");
            assertThat(client.send("next\r\n").line()).isEqualTo("ECHO next");
        }
    }

    @Test
    void aLineWithoutEndIsGivenUp() throws Exception {
        try (var net = new TestNet(Listener.TlsMode.NONE);
                var client = net.connect()) {
            assertThat(client.line()).isEqualTo("HELLO");
            try {
                for (int i = 0; i < 100; i++) {
                    client.send("x".repeat(100_000));
                }
            } catch (IOException _) {
                // the server has closed
            }
            assertThat(net.talk.ends.poll(20, TimeUnit.SECONDS)).isInstanceOf(ConnectionClosed.class);
            eventually(() -> net.network.alive() == 0);
        }
    }

    @Test
    void octetsNowAndThenDoNotProlongALine() throws Exception {
        try (var net = new TestNet(Listener.TlsMode.NONE)) {
            net.talk.timeout = Duration.ofMillis(300);
            try (var client = net.connect()) {
                assertThat(client.line()).isEqualTo("HELLO");
                long from = System.nanoTime();
                eventually(() -> {
                    try {
                        client.send("x");
                    } catch (IOException _) {
                        return true;
                    }
                    return !net.talk.ends.isEmpty();
                });
                assertThat(net.talk.ends.take()).isInstanceOf(ConnectionTimeout.class);
                assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(10));
            }
        }
    }

    @Test
    void commandsSentBeforeTheClientClosedItsSideAreAnswered() throws IOException {
        try (var net = new TestNet(Listener.TlsMode.NONE);
                var client = net.connect()) {
            client.send("one\r\ntwo\r\nthree\r\nhalf a li").socket().shutdownOutput();
            assertThat(client.line()).isEqualTo("HELLO");
            assertThat(client.line()).isEqualTo("ECHO one");
            assertThat(client.line()).isEqualTo("ECHO two");
            assertThat(client.line()).isEqualTo("ECHO three");
            assertThat(client.line()).isNull();
        }
    }

    @Test
    void theLastReplyArrivesThoughTheClientWentOnSending() throws IOException {
        try (var net = new TestNet(Listener.TlsMode.NONE)) {
            for (int i = 0; i < 20; i++) {
                try (var client = net.connect()) {
                    client.send("QUIT\r\n" + "more\r\n".repeat(5000));
                    assertThat(client.line()).isEqualTo("HELLO");
                    assertThat(client.line()).isEqualTo("BYE");
                    assertThat(client.line()).isNull();
                }
            }
        }
    }

    @Test
    void awaitTellsWhatHappened() throws Exception {
        try (var net = new TestNet(Listener.TlsMode.NONE)) {
            try (var client = net.connect()) {
                assertThat(client.line()).isEqualTo("HELLO");
                var connection = Objects.requireNonNull(net.talk.sessions.poll(20, TimeUnit.SECONDS));
                assertThat(client.send("AWAIT\r\n").line()).isEqualTo("WAITING");
                assertThat(client.send("input\r\n").line()).isEqualTo("INPUT");
                assertThat(client.line()).isEqualTo("ECHO input");

                assertThat(client.send("AWAIT\r\n").line()).isEqualTo("WAITING");
                connection.wake();
                assertThat(client.line()).isEqualTo("WOKEN");

                connection.wake(); // before the wait: kept for it
                assertThat(client.send("AWAIT\r\n").line()).isEqualTo("WAITING");
                assertThat(client.line()).isEqualTo("WOKEN");

                net.talk.timeout = Duration.ofMillis(20);
                client.send("AWAIT\r\n");
                assertThat(client.line()).isEqualTo("WAITING");
                assertThat(client.line()).isEqualTo("TIMED_OUT");
            }
            net.talk.timeout = Duration.ofSeconds(20);
            try (var client = net.connect()) {
                assertThat(client.line()).isEqualTo("HELLO");
                assertThat(client.send("AWAIT\r\n").line()).isEqualTo("WAITING");
                client.socket().shutdownOutput();
                assertThat(client.line()).isEqualTo("CLOSED");
                assertThat(client.line()).isNull();
            }
            eventually(() -> net.network.alive() == 0);
        }
    }

    @Test
    void abortEndsASessionFromOutside() throws Exception {
        for (var mode : Listener.TlsMode.values()) {
            try (var net = new TestNet(mode);
                    var client = net.connect()) {
                if (mode == Listener.TlsMode.IMPLICIT) {
                    client.tls(TestNet.issuer(), "localhost");
                }
                assertThat(client.line()).isEqualTo("HELLO");
                Objects.requireNonNull(net.talk.sessions.poll(20, TimeUnit.SECONDS))
                        .abort();
                assertThat(net.talk.ends.poll(20, TimeUnit.SECONDS)).isInstanceOf(ConnectionClosed.class);
                eventually(() -> net.network.alive() == 0 && net.network.connections() == 0);
            }
        }
    }

    @Test
    void everySessionEndsWithItsConnection() throws Exception {
        try (var net = new TestNet(Listener.TlsMode.NONE)) {
            for (int i = 0; i < 100; i++) {
                var client = net.connect();
                if (i % 4 == 0) {
                    client.line();
                }
                if (i % 4 == 1) {
                    client.send("LITERAL 100\r\nabc");
                }
                if (i % 4 == 2) {
                    client.send("SEND 1000000\r\n");
                }
                if (i % 2 == 0) {
                    client.socket().setSoLinger(true, 0); // a reset
                }
                client.close();
            }
            eventually(() -> net.network.alive() == 0 && net.network.connections() == 0);
        }
    }
}
