package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.tassis.core.Quota;
import org.tassis.imap.ImapClient;
import org.tassis.imap.TestServer;
import org.tassis.net.Listener.TlsMode;
import org.tassis.net.NetSettings;

class IdleTest {
    private static final String MESSAGE = "Subject: hello\r\n\r\nworld\r\n";

    @Test
    void arrivalsArePushedAtOnce() {
        try (var server = new TestServer();
                var idler = server.select();
                var sender = server.login()) {
            idler.send("i IDLE");
            assertThat(idler.line()).startsWith("+");
            for (int i = 1; i <= 60; i++) { // each is told long before the next look at an idle client is due
                sender.append("INBOX", MESSAGE);
                assertThat(idler.line()).isEqualTo("* " + i + " EXISTS");
            }
            idler.send("DONE");
            assertThat(idler.line()).isEqualTo("* 60 RECENT");
            assertThat(idler.line()).isEqualTo("i OK Idle completed");
        }
    }

    @Test
    void manyIdlersAllHearInOrder() {
        try (var server = new TestServer();
                var sender = server.login()) {
            List<ImapClient> idlers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ImapClient idler = server.login();
                idler.ok("ENABLE IMAP4rev2");
                idler.ok("SELECT INBOX");
                idler.send("i IDLE");
                assertThat(idler.line()).startsWith("+");
                idlers.add(idler);
            }
            for (int i = 0; i < 10; i++) {
                sender.append("INBOX", MESSAGE);
            }
            for (ImapClient idler : idlers) {
                int last = 0;
                while (last < 10) {
                    String line = idler.line();
                    assertThat(line).matches("\\* \\d+ EXISTS");
                    int count = Integer.parseInt(line.split(" ")[1]);
                    assertThat(count).isGreaterThan(last);
                    last = count;
                }
                idler.close();
            }
        }
    }

    @Test
    void aStoppingServerSaysGoodbyeToIdlersAndToTheOthers() {
        try (var server = new TestServer();
                var idler = server.select();
                var other = server.select()) {
            idler.send("i IDLE");
            assertThat(idler.line()).startsWith("+");
            server.stop();
            assertThat(idler.line()).startsWith("* BYE");
            assertThat(idler.line()).isEmpty();
            assertThat(other.line()).startsWith("* BYE");
            assertThat(other.line()).isEmpty();
        }
    }

    @Test
    void idlersAreKeptAliveAndLoggedOutInTheEnd() {
        UnaryOperator<ImapSettings> hasty = s -> new ImapSettings(
                s.appendLimit(),
                s.maxAppendMessages(),
                s.maxAppendOctets(),
                s.spoolDirectory(),
                s.loginTimeout(),
                Duration.ofMillis(300),
                Duration.ofMillis(100),
                s.maxBadCommands(),
                s.messageLimit());
        try (var server = server(hasty);
                var idler = server.select()) {
            idler.send("i IDLE");
            assertThat(idler.line()).startsWith("+");
            assertThat(idler.line()).startsWith("* OK Still here");
            String line;
            do {
                line = idler.line();
            } while (line.startsWith("* OK"));
            assertThat(line).startsWith("* BYE");
            assertThat(idler.line()).isEmpty();
        }
    }

    @Test
    void whoSaysNothingIsLoggedOut() {
        UnaryOperator<ImapSettings> hasty = s -> new ImapSettings(
                s.appendLimit(),
                s.maxAppendMessages(),
                s.maxAppendOctets(),
                s.spoolDirectory(),
                Duration.ofMillis(100),
                Duration.ofMillis(100),
                s.idleKeepAlive(),
                s.maxBadCommands(),
                s.messageLimit());
        try (var server = server(hasty);
                var stranger = server.connect();
                var ann = server.select()) {
            assertThat(stranger.line()).startsWith("* BYE");
            assertThat(ann.line()).startsWith("* BYE");
        }
    }

    @Test
    void whoTalksAndNeverLogsInIsSentAway() {
        UnaryOperator<ImapSettings> hasty = s -> new ImapSettings(
                s.appendLimit(),
                s.maxAppendMessages(),
                s.maxAppendOctets(),
                s.spoolDirectory(),
                Duration.ofMillis(200),
                s.idleTimeout(),
                s.idleKeepAlive(),
                s.maxBadCommands(),
                s.messageLimit());
        try (var server = server(hasty);
                var stranger = server.connect()) {
            String line;
            do {
                stranger.send("a NOOP");
                line = stranger.line();
            } while (line.startsWith("a OK"));
            assertThat(line).startsWith("* BYE");
        }
    }

    @Test
    void doneAndTheNextCommandMayComeTogether() {
        try (var server = new TestServer();
                var client = server.select()) {
            client.raw("a IDLE\r\nDONE\r\nb NOOP\r\n");
            assertThat(client.until("a").getLast()).startsWith("OK");
            assertThat(client.until("b").getLast()).startsWith("OK");
        }
    }

    private static TestServer server(UnaryOperator<ImapSettings> settings) {
        return new TestServer(TlsMode.NONE, settings, Set.of(), Quota.UNLIMITED, NetSettings.defaults());
    }
}
