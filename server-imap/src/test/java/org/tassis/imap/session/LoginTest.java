package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tassis.core.Quota;
import org.tassis.directory.SecondFactor;
import org.tassis.imap.TestServer;
import org.tassis.net.Listener.TlsMode;
import org.tassis.net.NetSettings;
import org.tassis.testkit.TestDirectory;

class LoginTest {
    @Test
    void noPasswordIsTakenBeforeTls() {
        try (var server = new TestServer(TlsMode.STARTTLS);
                var client = server.connect()) {
            assertThat(client.greeting).contains("STARTTLS", "LOGINDISABLED").doesNotContain("AUTH=");
            assertThat(client.command("LOGIN ann " + TestDirectory.ANN_PASSWORD).getLast())
                    .startsWith("NO [PRIVACYREQUIRED]");
            assertThat(client.command("AUTHENTICATE PLAIN " + plain("", "ann", TestDirectory.ANN_PASSWORD))
                            .getLast())
                    .startsWith("NO [PRIVACYREQUIRED]");
            client.ok("STARTTLS");
            client.startTls();
            assertThat(client.ok("CAPABILITY").getFirst())
                    .contains("AUTH=PLAIN")
                    .doesNotContain("STARTTLS", "LOGINDISABLED");
            assertThat(client.command("STARTTLS").getLast()).startsWith("BAD");
            client.ok("LOGIN ann " + TestDirectory.ANN_PASSWORD);
        }
    }

    @Test
    void commandsInjectedBeforeTlsAreNeverRun() {
        try (var server = new TestServer(TlsMode.STARTTLS);
                var client = server.connect()) {
            client.raw("a STARTTLS\r\nb LOGIN ann " + TestDirectory.ANN_PASSWORD + "\r\nc LIST \"\" *\r\n");
            String line;
            do {
                line = client.line();
                assertThat(line).doesNotContain("b OK", "c OK", "* LIST");
            } while (!line.isEmpty());
        }
    }

    @Test
    void whoeverHasASecondFactorIsAlertedToAppPasswords() {
        try (var server = new TestServer();
                var client = server.connect()) {
            server.people.directory.factors().setCodes(server.ann(), new SecondFactor("sealed", Instant.EPOCH, 1));
            assertThat(client.command("LOGIN ann wrong-word").getLast()).startsWith("NO [AUTHENTICATIONFAILED]");
            assertThat(client.command("LOGIN ann " + TestDirectory.ANN_PASSWORD).getLast())
                    .startsWith("NO [ALERT] ");
        }
    }

    @Test
    void plainWithAndWithoutInitialResponse() {
        try (var server = new TestServer()) {
            try (var client = server.connect()) {
                client.send("a AUTHENTICATE PLAIN");
                assertThat(client.line()).startsWith("+");
                client.send(plain("", "ann", TestDirectory.ANN_PASSWORD));
                assertThat(client.line()).startsWith("a OK [CAPABILITY IMAP4rev1 ");
            }
            try (var client = server.connect()) {
                client.ok("AUTHENTICATE PLAIN " + plain("ann", "ann", TestDirectory.ANN_PASSWORD));
            }
            try (var client = server.connect()) {
                assertThat(client.command("AUTHENTICATE PLAIN " + plain("bob", "ann", TestDirectory.ANN_PASSWORD))
                                .getLast())
                        .startsWith("NO [AUTHORIZATIONFAILED]");
                assertThat(client.command("AUTHENTICATE PLAIN " + plain("", "ann", "wrong-word"))
                                .getLast())
                        .startsWith("NO [AUTHENTICATIONFAILED]");
                assertThat(client.command("AUTHENTICATE CRAM-MD5").getLast()).startsWith("NO [CANNOT]");
            }
        }
    }

    @Test
    void loginMechanismAndCancel() {
        try (var server = new TestServer();
                var client = server.connect()) {
            client.send("a AUTHENTICATE LOGIN");
            assertThat(client.line()).isEqualTo("+ VXNlcm5hbWU6");
            client.send("*");
            assertThat(client.line()).startsWith("a BAD");
            client.send("b AUTHENTICATE LOGIN");
            client.line();
            client.send(base64("ann@example.org"));
            assertThat(client.line()).isEqualTo("+ UGFzc3dvcmQ6");
            client.send(base64(TestDirectory.ANN_PASSWORD));
            assertThat(client.line()).startsWith("b OK");
        }
    }

    /// RFC 2971 §3.3: 30 names of 30 octets, with values of 1024.
    @Test
    void theLongestIdIsTakenFromStrangers() {
        String fields = IntStream.range(0, 30)
                .mapToObj(i -> "\"" + "n".repeat(28) + (10 + i) + "\" \"" + "v".repeat(1024) + "\"")
                .collect(Collectors.joining(" "));
        try (var server = new TestServer();
                var client = server.connect()) {
            client.ok("ID (" + fields + ")");
        }
    }

    @Test
    void nonsenseInSaslIsBad() {
        for (String response : List.of("%%%", base64("no nul at all"), base64("\0\0\0"), base64("\0a\0b\0c"), "")) {
            try (var server = new TestServer();
                    var client = server.connect()) {
                client.send("a AUTHENTICATE PLAIN");
                client.line();
                client.send(response);
                assertThat(client.line()).startsWith("a BAD");
                client.ok("NOOP");
            }
        }
    }

    @Test
    void whatSpeaksHttpIsSentAway() {
        try (var server = new TestServer();
                var client = server.connect()) {
            client.raw("GET / HTTP/1.1\r\nHost: mail.example.org\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n");
            String line;
            boolean bye = false;
            int lines = 0;
            do {
                line = client.line();
                bye |= line.startsWith("* BYE");
                lines++;
            } while (!line.isEmpty());
            assertThat(bye).isTrue();
            assertThat(lines).isLessThan(8);
        }
    }

    @Test
    void guessingPasswordsEndsTheSession() {
        try (var server = new TestServer();
                var client = server.connect()) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.command("LOGIN ann guess-" + i).getLast()).startsWith("NO [AUTHENTICATIONFAILED]");
            }
            assertThat(client.line()).startsWith("* BYE");
            assertThat(client.line()).isEmpty();
        }
    }

    @Test
    void aHiddenCapabilityIsNeitherNamedNorAccepted() {
        try (var server = new TestServer(
                        TlsMode.NONE,
                        UnaryOperator.identity(),
                        Set.of("IDLE"),
                        Quota.UNLIMITED,
                        NetSettings.defaults());
                var client = server.connect()) {
            String login = client.ok("LOGIN ann " + TestDirectory.ANN_PASSWORD).getLast();
            assertThat(login).contains("IMAP4rev1").doesNotContain("IDLE", "IMAP4rev2");
            assertThat(client.command("IDLE").getLast()).startsWith("BAD");
            assertThat(client.ok("ENABLE IMAP4rev2").getFirst()).isEqualTo("* ENABLED");
        }
    }

    @Test
    void commandsOutOfStateAreRefused() {
        try (var server = new TestServer();
                var client = server.connect()) {
            assertThat(client.command("SELECT INBOX").getLast()).startsWith("BAD");
            assertThat(client.command("FETCH 1 FLAGS").getLast()).startsWith("BAD");
            client.ok("LOGIN ann " + TestDirectory.ANN_PASSWORD);
            assertThat(client.command("FETCH 1 FLAGS").getLast()).startsWith("BAD");
            assertThat(client.command("LOGIN ann " + TestDirectory.ANN_PASSWORD).getLast())
                    .startsWith("BAD");
            assertThat(client.ok("ID NIL").getFirst()).startsWith("* ID (");
            List<String> bye = client.ok("LOGOUT");
            assertThat(bye.getFirst()).startsWith("* BYE");
            assertThat(client.line()).isEmpty();
        }
    }

    @Test
    void theCommandsOfASessionAreCounted() {
        try (var server = new TestServer();
                var client = server.select()) {
            client.ok("NOOP");
            assertThat(server.meters
                            .get("tassis.imap.commands")
                            .tag("command", "NOOP")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(server.meters
                            .get("tassis.imap.sessions")
                            .tag("state", "selected")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
    }

    private static String plain(String other, String name, String password) {
        return base64(other + "\0" + name + "\0" + password);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
