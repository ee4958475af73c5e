package org.tassis.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.Cidr;

class ProtocolLogTest {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final ProtocolLog log = new ProtocolLog((id, direction, text) -> lines.add(direction + " " + text));
    private final TalkProtocol talk = new TalkProtocol();
    private final Network network = new Network(NetSettings.defaults(), null, new SimpleMeterRegistry(), log);
    private final int port;

    ProtocolLogTest() throws IOException {
        port = network.bind(new Listener("test", Optional.empty(), 0, Listener.TlsMode.NONE, false), talk)
                .port();
    }

    @AfterEach
    void stop() {
        network.stop(Duration.ofSeconds(1));
    }

    @Test
    void showsBothSidesAndNoSecret() throws IOException {
        log.enable(ProtocolLog.everybody());
        try (var client = TestClient.to("127.0.0.1", port)) {
            client.line();
            client.send("hello\r\n").line();
            client.send("SECRET\r\n").line();
            client.send("dG9wIHNlY3JldA==\r\n").line();
            client.send("LITERAL 5\r\nabcde").line();
            client.send("a1 LOGIN ann \"top secret\"\r\n").line();
            client.send("QUIT\r\n").line();
            assertThat(client.line()).isNull();
        }
        TestNet.eventually(() -> lines.size() == 14);
        assertThat(lines)
                .containsExactly(
                        "SENT HELLO",
                        "RECEIVED hello",
                        "SENT ECHO hello",
                        "RECEIVED SECRET",
                        "SENT PASSWORD?",
                        "RECEIVED ***",
                        "SENT OK",
                        "RECEIVED LITERAL 5",
                        "RECEIVED [5 octets]",
                        "SENT SUM 495",
                        "RECEIVED a1 LOGIN ***",
                        "SENT ECHO a1 LOGIN ann \"top secret\"", // the test's protocol echoes; engines do not
                        "RECEIVED QUIT",
                        "SENT BYE");
    }

    @Test
    void isSwitchedWhileASessionIsOpen() throws IOException {
        try (var client = TestClient.to("127.0.0.1", port)) {
            client.line();
            client.send("one\r\n").line();
            log.enable(ProtocolLog.from(Cidr.parse("192.0.2.0/24").orElseThrow()));
            client.send("two\r\n").line();
            log.enable(ProtocolLog.from(Cidr.parse("127.0.0.0/8").orElseThrow()));
            client.send("three\r\n").line();
            log.enable(ProtocolLog.loggedInAs("ann"));
            client.send("four\r\n").line();
            client.send("LOGIN ann\r\n").line();
            client.send("five\r\n").line();
            log.disable();
            client.send("six\r\n").line();
        }
        assertThat(lines).filteredOn(l -> l.startsWith("RECEIVED")).containsExactly("RECEIVED three", "RECEIVED five");
    }

    @Test
    void saysWhoseSessionItIsAndAgainWhenItHasLoggedIn() {
        List<String> subjects = new CopyOnWriteArrayList<>();
        ProtocolLog named = new ProtocolLog(new ProtocolLog.Sink() {
            @Override
            public void line(String connection, ProtocolLog.Direction direction, String text) {
                subjects.add(direction.arrow() + " " + text);
            }

            @Override
            public void subject(String connection, ProtocolLog.Subject subject) {
                subjects.add(connection + " " + subject.login());
            }
        });
        var session = new LoggedSession(named, "talk-1", "talk", java.net.InetAddress.getLoopbackAddress());
        session.receivedLine(new byte[] {'a'});
        named.enable(ProtocolLog.everybody());
        session.receivedLine(new byte[] {'b'});
        session.receivedLine(new byte[] {'c'});
        session.authenticated("ann");
        session.receivedLine(new byte[] {'d'});
        assertThat(subjects).containsExactly("talk-1 Optional.empty", "< b", "< c", "talk-1 Optional[ann]", "< d");
    }

    @Test
    void contentOfMessagesIsToldByItsSize() throws IOException {
        log.enable(ProtocolLog.everybody());
        try (var client = TestClient.to("127.0.0.1", port)) {
            client.line();
            client.send("MAIL dear\r\n");
            assertThat(List.of(client.line(), client.line(), client.line())).containsExactly("COMES", "dear", "CAME");
            client.send("QUIT\r\n").line();
        }
        TestNet.eventually(() -> lines.contains("SENT BYE"));
        assertThat(lines)
                .containsExactly(
                        "SENT HELLO",
                        "RECEIVED MAIL dear",
                        "SENT COMES",
                        "SENT [6 octets]",
                        "SENT CAME",
                        "RECEIVED QUIT",
                        "SENT BYE");
    }

    @Test
    void longOutputIsAbbreviated() throws IOException {
        log.enable(ProtocolLog.everybody());
        try (var client = TestClient.to("127.0.0.1", port)) {
            client.line();
            client.send("x".repeat(90) + "\033[31m\000\r\n" + "line\r\n".repeat(40))
                    .line();
            client.send("SEND 3000\r\n");
            client.octets(3000);
            client.send("end\r\n");
            for (var line = client.line(); line != null && !line.endsWith("ECHO end"); line = client.line()) {
                // until all has come
            }
        }
        assertThat(lines).contains("SENT ECHO " + "x".repeat(90) + ".[31m.");
        assertThat(lines).anyMatch(l -> l.endsWith("octets more]"));
        assertThat(lines).allMatch(l -> l.length() < 260);
        assertThat(lines).filteredOn(l -> l.equals("SENT ECHO line")).hasSizeLessThanOrEqualTo(40);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PASS top secret | PASS ***",
                "pass top | pass ***",
                "AUTH PLAIN AGFubgB0b3A= | AUTH PLAIN ***",
                "AUTH LOGIN | AUTH LOGIN",
                "AUTH AGFubgB0b3A= | AUTH ***",
                "a1 AUTHENTICATE PLAIN AGFubgB0b3A= | a1 AUTHENTICATE PLAIN ***",
                "a1 AUTHENTICATE PLAIN | a1 AUTHENTICATE PLAIN",
                "a1 login ann top | a1 login ***",
                "a1 LOGIN {3} | a1 LOGIN ***",
                "' a1  LOGIN ann top' | ' a1  LOGIN ***'",
                "ATagThatIsLongerThanAnyTagThatAnyMailProgramWouldEverThinkOfSending1 LOGIN ann top | ATagThatIsLongerThanAnyTagThatAnyMailProgramWouldEverThinkOfSending1 LOGIN ***",
                "USER ann | USER ann",
                "MAIL FROM:<ann@example.org> | MAIL FROM:<ann@example.org>"
            })
    void passwordsInCommandsAreMasked(String line, String logged) {
        log.enable(ProtocolLog.everybody());
        var session = new LoggedSession(log, "talk-1", "talk", java.net.InetAddress.getLoopbackAddress());
        session.receivedLine(line.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(lines).containsExactly("RECEIVED " + logged);
    }
}
