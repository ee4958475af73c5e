package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./tassis log`: what sessions say is recorded, and their passwords never are.
class RecordingTest {
    private static final String IN_CLEAR = """
              imap: { address: 127.0.0.1, port: 0, tls: none }
              pop3: { address: 127.0.0.1, port: 0, tls: none }
              submission: { address: 127.0.0.1, port: 0, tls: none }
            """;
    private static final String PASSWORD = RunningServer.PASSWORD;

    @TempDir
    Path directory;

    @Test
    void commandsAreRecordedAndPasswordsAreNot() throws Exception {
        Path config = RunningServer.config(directory, IN_CLEAR, "");
        Shell.Result early = RunningServer.command(config, "log", "start", "--all");
        assertThat(early.status()).isEqualTo(1);
        assertThat(early.output()).contains("No server is running with this data directory");
        try (RunningServer server = RunningServer.start(config)) {
            server.people("ann", "bob");
            server.deliver("ann", "nobody's business");
            server.command("log", "start", "--from", "127.0.0.1").succeeded();
            everyKindOfLogin(server);
            server.command("log", "stop").succeeded();
            server.command("log", "start", "--login", "bob@example.org", "--for", "5m")
                    .succeeded();
            logIn(server, "ann", "CREATE annsbox");
            logIn(server, "bob", "CREATE bobsbox");
            assertThat(server.command("log", "list").succeeded().output())
                    .contains("Recording sessions of bob until")
                    .contains("RECORDING");
            String shown = server.command("log", "show").succeeded().output();
            assertThat(shown)
                    .contains("logged in as bob")
                    .contains("CREATE bobsbox")
                    .doesNotContain("annsbox");
            assertThat(server.log()).doesNotContain(PASSWORD);
        }
        List<Path> files = recordings();
        assertThat(files).hasSize(2);
        for (Path file : files) {
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        String all = Files.readString(files.getFirst());
        assertThat(all)
                .contains("= imap from 127.0.0.1")
                .contains("logged in as ann")
                .contains("SELECT INBOX")
                .contains("a LOGIN ***")
                .contains("b LOGIN ***")
                .contains("c AUTHENTICATE PLAIN ***")
                .contains("d AUTHENTICATE PLAIN\n")
                .contains("< STAT")
                .contains("PASS ***")
                .contains("AUTH PLAIN ***")
                .contains("MAIL FROM:<ann@example.org>")
                .contains("# stopped")
                .doesNotContain("nobody's business");
        for (String secret : secrets()) {
            assertThat(all).doesNotContain(secret);
            assertThat(Files.readString(files.getLast())).doesNotContain(secret);
        }
        assertThat(RunningServer.command(config, "log", "show", "--lines", "1").output())
                .contains("# stopped");
    }

    private List<Path> recordings() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("data/protocol"))) {
            return files.sorted().toList();
        }
    }

    /// The password and every form in which it travels.
    private static List<String> secrets() {
        return List.of(PASSWORD, PASSWORD.substring(3, 12), plain(), base64(PASSWORD), base64("ann"));
    }

    private static String plain() {
        return base64("\0ann\0" + PASSWORD);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void logIn(RunningServer server, String login, String then) throws IOException {
        try (Talk imap = Talk.open(server.port("imap"))) {
            imap.line();
            assertThat(imap.imap("a", "LOGIN " + login + " \"" + PASSWORD + "\""))
                    .contains("a OK");
            assertThat(imap.imap("x", then)).contains("x OK");
            imap.imap("z", "LOGOUT");
        }
    }

    private static void everyKindOfLogin(RunningServer server) throws IOException {
        logIn(server, "ann", "SELECT INBOX");
        try (Talk imap = Talk.open(server.port("imap"))) {
            imap.line();
            imap.send("b LOGIN {3}");
            assertThat(imap.line()).startsWith("+");
            imap.send("ann {" + PASSWORD.length() + "+}\r\n" + PASSWORD);
            assertThat(lastOf(imap, "b ")).startsWith("b OK");
            assertThat(imap.imap("c", "FETCH 1 BODY[]")).contains("c ");
            assertThat(imap.imap("s", "SELECT INBOX")).contains("s OK");
            assertThat(imap.imap("f", "FETCH 1 BODY.PEEK[TEXT]")).contains("f OK");
        }
        try (Talk imap = Talk.open(server.port("imap"))) {
            imap.line();
            assertThat(imap.imap("c", "AUTHENTICATE PLAIN " + plain())).contains("c OK");
        }
        try (Talk imap = Talk.open(server.port("imap"))) {
            imap.line();
            imap.send("d AUTHENTICATE PLAIN");
            assertThat(imap.line()).startsWith("+");
            imap.send(plain());
            assertThat(lastOf(imap, "d ")).startsWith("d OK");
        }
        try (Talk pop = Talk.open(server.port("pop3"))) {
            pop.line();
            for (String words : List.of("USER ann", "PASS " + PASSWORD, "STAT", "QUIT")) {
                pop.send(words);
                assertThat(pop.line()).startsWith("+OK");
            }
        }
        try (Talk pop = Talk.open(server.port("pop3"))) {
            pop.line();
            pop.send("AUTH PLAIN");
            assertThat(pop.line()).startsWith("+");
            pop.send(plain());
            assertThat(pop.line()).startsWith("+OK");
        }
        for (List<String> login :
                List.of(List.of("AUTH PLAIN " + plain()), List.of("AUTH LOGIN", base64("ann"), base64(PASSWORD)))) {
            try (Talk smtp = Talk.open(server.port("submission"))) {
                smtp.expect("220");
                smtp.say("EHLO here.example", "250");
                for (String words : login.subList(0, login.size() - 1)) {
                    smtp.say(words, "334");
                }
                smtp.say(login.getLast(), "235");
                smtp.say("MAIL FROM:<ann@example.org>", "250");
                smtp.say("QUIT", "221");
            }
        }
    }

    private static String lastOf(Talk talk, String start) throws IOException {
        String line = talk.line();
        while (!line.isEmpty() && !line.startsWith(start)) {
            line = talk.line();
        }
        return line;
    }
}
