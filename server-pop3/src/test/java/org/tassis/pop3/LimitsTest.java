package org.tassis.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tassis.testkit.TestDirectory;

/// Limits, strange input, large messages, the end of the server.
class LimitsTest {
    @Test
    void badCommandsAreCounted() throws IOException {
        try (var server = new Pop3Server();
                var talk = server.connect()) {
            talk.play("S: +OK *");
            for (int i = 0; i < 19; i++) {
                talk.play("C: XYZZY\nS: -ERR Unknown command");
            }
            talk.play("C: XYZZY\nS: -ERR Too many errors*\nS: (closed)");
        }
    }

    @Test
    void strangeInputIsAnsweredInTheProtocolsWords() throws IOException {
        try (var server = new Pop3Server();
                var talk = server.login()) {
            talk.play("C: \nS: -ERR *");
            talk.play("C: STAT now\nS: -ERR *\nC: RETR\nS: -ERR *\nC: RETR one\nS: -ERR *\nC: TOP 1\nS: -ERR *");
            talk.play("C: TOP 1 -1\nS: -ERR *\nC: DELE 1 2\nS: -ERR *\nC: NO\0OP\nS: -ERR *\nC: N\u00e9\nS: -ERR *");
            talk.play("C: " + "A".repeat(600) + "\nS: -ERR The line is too long");
            talk.play("C: noop   \nS: +OK *\nC: nOoP\nS: +OK *");
            talk.send("NOOP\nNOOP\r\n"); // a lone LF ends no line
            talk.play("S: -ERR *\nC: NOOP\nS: +OK *");
        }
    }

    @Test
    void aSilentStrangerIsClosedWithoutAWord() throws IOException {
        var settings = Pop3Settings.DEFAULT.withLoginTimeout(Duration.ofMillis(300));
        try (var server = new Pop3Server(settings);
                var talk = server.connect()) {
            talk.play("S: +OK *\nS: (closed)");
        }
    }

    /// RFC 1939 §3: an autologout deletes nothing.
    @Test
    void anIdleSessionEndsWithoutDeleting() throws IOException {
        var settings = Pop3Settings.DEFAULT.withIdleTimeout(Duration.ofMillis(300));
        try (var server = new Pop3Server(settings)) {
            server.deliver("a: b||1|");
            try (var talk = server.login()) {
                talk.play("C: DELE 1\nS: +OK *\nS: (closed)");
            }
            try (var talk = server.login()) {
                talk.play("C: STAT\nS: +OK 1 11");
            }
        }
    }

    @Test
    void aStoppingServerSaysGoodbyeAndDeletesNothing() throws IOException {
        try (var server = new Pop3Server()) {
            server.deliver("a: b||1|");
            try (var talk = server.login()) {
                talk.play("C: DELE 1\nS: +OK *");
                server.stop();
                talk.play("S: -ERR [SYS/TEMP] *\nS: (closed)");
            }
            var snapshot = server.store.snapshot(server.inbox(server.people.ann));
            assertThat(snapshot.hiddenFromPop(0)).isFalse();
        }
    }

    /// RFC 2449 §6.6.
    @Test
    void pipelinedCommandsAreAnsweredInOrder() throws IOException {
        try (var server = new Pop3Server()) {
            for (int i = 1; i <= 200; i++) {
                server.deliver("N: " + i + "||" + "x".repeat(i) + "|");
            }
            try (var talk = server.connect()) {
                var all = new StringBuilder("CAPA\r\nUSER ann\r\nPASS " + TestDirectory.ANN_PASSWORD + "\r\nSTAT\r\n");
                for (int i = 1; i <= 200; i++) {
                    all.append("RETR ").append(i).append("\r\nDELE ").append(i).append("\r\n");
                }
                talk.send(all + "QUIT\r\n");
                talk.play("S: +OK *\nS: ...\nS: .\nS: +OK *\nS: +OK *\nS: +OK 200 *");
                for (int i = 1; i <= 200; i++) {
                    talk.play("S: +OK *\nS: N: " + i + "\nS: \nS: " + "x".repeat(i) + "\nS: .\nS: +OK *");
                }
                talk.play("S: +OK *\nS: (closed)");
            }
            try (var talk = server.login()) {
                talk.play("C: STAT\nS: +OK 0 0");
            }
        }
    }

    /// Sizes around the block, with and without dots, in clear (where large ones are sent by the system) and in TLS.
    @Test
    void messagesOfAllSizesArriveOctetForOctet() throws IOException {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (var server = new Pop3Server()) {
            var sizes = new int[] {0, 1, 2, 3, 100, 65_535, 65_536, 65_537, 131_072, 200_001, 1_000_000};
            var messages = new byte[sizes.length * 3][];
            for (int i = 0; i < messages.length; i++) {
                messages[i] = message(random, sizes[i / 3], i % 3);
                server.deliver(messages[i]);
            }
            for (boolean tls : new boolean[] {false, true}) {
                try (var talk = server.login(tls ? server.connectTls() : server.connect())) {
                    for (int i = 0; i < messages.length; i++) {
                        talk.play("C: RETR " + (i + 1) + "\nS: +OK " + messages[i].length + " octets");
                        assertThat(talk.content())
                                .as("seed %d message %d", seed, i)
                                .isEqualTo(ended(messages[i]));
                        talk.play("C: TOP " + (i + 1) + " 1000000000\nS: +OK *");
                        assertThat(talk.content())
                                .as("seed %d message %d", seed, i)
                                .isEqualTo(ended(messages[i]));
                    }
                }
            }
        }
    }

    /// @param kind 0: no dots at line starts, 1: many, 2: cut anywhere
    private static byte[] message(Random random, int size, int kind) {
        var text = new StringBuilder(size + 100);
        while (text.length() < size) {
            text.append(kind > 0 && random.nextInt(3) == 0 ? ".".repeat(1 + random.nextInt(3)) : "x");
            text.append("y.".repeat(random.nextInt(35))).append("\r\n");
            if (random.nextInt(50) == 0) {
                text.append("\r\n");
            }
        }
        text.setLength(size);
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] ended(byte[] message) {
        int n = message.length;
        if (n == 0 || n > 1 && message[n - 2] == '\r' && message[n - 1] == '\n') {
            return message;
        }
        var ended = java.util.Arrays.copyOf(message, n + 2);
        ended[n] = '\r';
        ended[n + 1] = '\n';
        return ended;
    }

    @Test
    void aDotBehindALoneLineFeedIsDoubledToo() throws IOException {
        try (var server = new Pop3Server()) {
            server.deliver("a: b\r\n\r\nx\n.\r\ny\n".getBytes(StandardCharsets.US_ASCII));
            try (var talk = server.login()) {
                talk.play("C: RETR 1\nS: +OK *\nS: a: b\nS: \nS: x\nS: ..\nS: y\nS: \nS: .\nC: NOOP\nS: +OK *");
            }
        }
    }

    @Test
    void topCountsLinesAcrossBlocks() throws IOException {
        try (var server = new Pop3Server()) {
            server.deliver(
                    ("H: v\r\n".repeat(20_000) + "\r\n" + ".b\r\n".repeat(50_000)).getBytes(StandardCharsets.US_ASCII));
            try (var talk = server.login()) {
                talk.play("C: TOP 1 30000\nS: +OK *");
                assertThat(talk.content())
                        .isEqualTo(("H: v\r\n".repeat(20_000) + "\r\n" + ".b\r\n".repeat(30_000))
                                .getBytes(StandardCharsets.US_ASCII));
                talk.play("C: TOP 1 0\nS: +OK *");
                assertThat(talk.content())
                        .isEqualTo(("H: v\r\n".repeat(20_000) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    void aMessageThatCannotBeReadIsAnError() throws IOException {
        try (var server = new Pop3Server()) {
            server.deliver("a: b||1|");
            try (var talk = server.login()) {
                server.broken.add("message");
                talk.play("C: RETR 1\nS: -ERR [SYS/TEMP] *");
                server.broken.clear();
                talk.play("C: RETR 1\nS: +OK *\nS: ...\nS: .");
            }
        }
    }

    @Test
    void commandsAndRepliesAreMeasured() throws IOException {
        try (var server = new Pop3Server()) {
            try (var talk = server.login()) {
                talk.play("C: STAT\nS: +OK *\nC: XYZZY\nS: -ERR *\nC: QUIT\nS: +OK *\nS: (closed)");
            }
            var stat = server.meters
                    .get("tassis.pop3.commands")
                    .tag("command", "STAT")
                    .timer();
            assertThat(stat.count()).isEqualTo(1);
            assertThat(stat.totalTime(TimeUnit.NANOSECONDS)).isPositive();
            assertThat(server.meters
                            .get("tassis.pop3.commands")
                            .tag("command", "unknown")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(server.meters
                            .get("tassis.pop3.replies")
                            .tag("class", "ok")
                            .counter()
                            .count())
                    .isEqualTo(5);
            assertThat(server.meters
                            .get("tassis.pop3.replies")
                            .tag("class", "err")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void theLocaleDoesNotMatter() throws IOException {
        var before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try (var server = new Pop3Server()) {
            server.deliver("a: b||1|");
            try (var talk = server.connect()) {
                talk.play("S: +OK *\nC: user ANN\nS: +OK *\nC: pass ann-likes-42-trains\nS: +OK *");
                talk.play("C: list\nS: +OK *\nS: 1 11\nS: .\nC: uidl 1\nS: +OK 1 *\nC: quit\nS: +OK *");
            }
        } finally {
            Locale.setDefault(before);
        }
    }
}
