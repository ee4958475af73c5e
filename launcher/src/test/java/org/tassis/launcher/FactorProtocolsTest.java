package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.Directory;
import org.tassis.directory.NewAccount;
import org.tassis.directory.Passkey;
import org.tassis.directory.SecondFactor;
import org.tassis.launcher.settings.Settings;
import org.tassis.launcher.settings.SettingsFile;

/// With a second factor, mail programs need app passwords: said in the words of each protocol, by a whole
/// server.
class FactorProtocolsTest {
    private static final String PASSWORD = "quiet-harbour-33-lamps";
    private static final String NEEDED = "this program needs an app password";

    @TempDir
    private Path directory;

    private Settings settings() throws Exception {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("data-directory", directory.resolve("data").toString());
        values.put("hostname", "localhost");
        for (String name :
                SettingsFile.load(Optional.empty(), Map.of()).listeners().keySet()) {
            boolean mail = List.of("imap", "pop3", "submission", "managesieve").contains(name);
            values.put("listeners." + name + ".enabled", mail);
            values.put("listeners." + name + ".address", "127.0.0.1");
            values.put("listeners." + name + ".port", 0);
            if (mail) {
                values.put("listeners." + name + ".tls", "none");
            }
        }
        values.put("backup.target", "");
        return SettingsFile.load(Optional.empty(), values);
    }

    /// The last line of the answer to a login.
    private static String login(Server server, String protocol, String password) throws IOException {
        String plain = Base64.getEncoder().encodeToString(("\0ann\0" + password).getBytes(StandardCharsets.UTF_8));
        return switch (protocol) {
            case "imap" -> last(server, "imap", "a ", "a AUTHENTICATE PLAIN " + plain);
            case "pop3" -> last(server, "pop3", "[+-].*", "USER ann", "PASS " + password);
            case "smtp" -> last(server, "submission", "[0-9]{3} .*", "EHLO c.example", "AUTH PLAIN " + plain);
            case "managesieve" ->
                last(server, "managesieve", "(OK|NO|BYE).*", "AUTHENTICATE \"PLAIN\" \"" + plain + "\"");
            default -> throw new IllegalArgumentException(protocol);
        };
    }

    /// @param end how the last line of an answer looks
    private static String last(Server server, String listener, String end, String... commands) throws IOException {
        int port = Objects.requireNonNull(server.ports().get(listener));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String answer = until(in, listener.equals("imap") ? "\\* OK.*" : end); // the greeting
            for (String command : commands) {
                socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
                answer = until(in, end);
            }
            return answer;
        }
    }

    private static String until(BufferedReader in, String end) throws IOException {
        String line = in.readLine();
        while (line != null && !line.matches(end) && !line.startsWith(end)) {
            line = in.readLine();
        }
        return Objects.requireNonNull(line, "closed");
    }

    @Test
    void mailProgramsNeedAppPasswordsFromThenOn() throws Exception {
        Map<String, String> in = Map.of("imap", "a OK", "pop3", "+OK", "smtp", "235 ", "managesieve", "OK");
        Map<String, String> wrong = Map.of(
                "imap", "a NO [AUTHENTICATIONFAILED] ",
                "pop3", "-ERR [AUTH] Wrong",
                "smtp", "535 5.7.8 ",
                "managesieve", "NO \"Wrong");
        Map<String, String> needed = Map.of(
                "imap", "a NO [ALERT] ",
                "pop3", "-ERR [AUTH] ",
                "smtp", "534 5.7.9 ",
                "managesieve", "NO (AUTH-TOO-WEAK) ");
        try (Server server = Server.start(settings())) {
            Directory people = server.directory();
            people.addDomain(new DomainName("example.org"));
            AccountId ann = people.addMailbox(NewAccount.named(new Login("ann")), Optional.of(new Secret(PASSWORD)))
                    .id();
            for (String protocol : in.keySet()) {
                assertThat(login(server, protocol, PASSWORD)).as(protocol).startsWith(in.get(protocol));
            }
            people.factors().setCodes(ann, new SecondFactor("sealed", Instant.EPOCH, 1));
            String app =
                    people.credentials().addAppPassword(ann, "laptop", Set.of()).reveal();
            for (String protocol : in.keySet()) {
                assertThat(login(server, protocol, PASSWORD)) // at once, though it was right a moment ago
                        .as(protocol)
                        .startsWith(needed.get(protocol))
                        .contains(NEEDED);
                assertThat(login(server, protocol, "a guess"))
                        .as(protocol)
                        .startsWith(wrong.get(protocol))
                        .doesNotContain(NEEDED);
                assertThat(login(server, protocol, app)).as(protocol).startsWith(in.get(protocol));
            }
            people.factors().endCodes(ann);
            assertThat(login(server, "imap", PASSWORD)).startsWith("a OK");
            Passkey passkey = people.factors()
                    .addPasskey(Passkey.made(ann, "credential", "key", "localhost", "key", 0, Instant.EPOCH))
                    .orElseThrow();
            assertThat(login(server, "imap", PASSWORD)).startsWith("a NO [ALERT]");
            people.factors().removePasskey(ann, passkey.id());
            assertThat(login(server, "imap", PASSWORD)).startsWith("a OK");
        }
    }
}
