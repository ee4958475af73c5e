package org.tassis.managesieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tassis.testkit.TestDirectory;

/// What no well-meant client sends.
class HostileClientTest {
    private static final String[] PIECES = {
        "PUTSCRIPT",
        "GETSCRIPT",
        "CHECKSCRIPT",
        "HAVESPACE",
        "SETACTIVE",
        "NOOP",
        "CAPABILITY",
        "LISTSCRIPTS",
        " ",
        " ",
        "\"",
        "\"a\"",
        "\"\\\"\"",
        "\\",
        "{",
        "}",
        "{3+}\r\nabc",
        "{0+}\r\n",
        "{3}\r\nabc",
        "{2100+}\r\n" + "x".repeat(2100),
        "\r\n",
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\u00ff",
        "1",
        "99999999999999999999",
        "{-1+}",
        "{+}",
        "a/b"
    };

    private static Socket connect(ManageSieveServer server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port(false));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    private static List<String> rest(BufferedReader in) throws IOException {
        List<String> lines = new ArrayList<>();
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (SocketException _) {
            lines.add("reset"); // octets were left when the server closed
        }
        return lines;
    }

    /// Whatever comes, the server answers or closes, and serves the next client.
    @Test
    void noiseBreaksNothing() throws IOException {
        Random random = new Random(5804);
        String login = "AUTHENTICATE \"PLAIN\" \""
                + Base64.getEncoder()
                        .encodeToString(("\0ann\0" + TestDirectory.ANN_PASSWORD).getBytes(StandardCharsets.UTF_8))
                + "\"\r\n";
        try (var server = new ManageSieveServer()) {
            for (int round = 0; round < 300; round++) {
                StringBuilder noise = new StringBuilder(round % 2 == 0 ? login : "");
                for (int i = random.nextInt(30); i >= 0; i--) {
                    noise.append(PIECES[random.nextInt(PIECES.length)]);
                }
                try (Socket socket = connect(server)) {
                    socket.getOutputStream().write(noise.toString().getBytes(StandardCharsets.ISO_8859_1));
                    socket.shutdownOutput();
                    assertThat(rest(reader(socket)))
                            .as(() -> noise.toString())
                            .noneMatch(line -> line.contains("went wrong"));
                }
            }
        }
    }

    @Test
    void whoOnlyMakesErrorsIsLetGo() throws IOException {
        try (var server = new ManageSieveServer();
                Socket socket = connect(server)) {
            socket.getOutputStream().write("X\r\n".repeat(20).getBytes(StandardCharsets.US_ASCII));
            assertThat(rest(reader(socket))).contains("BYE \"Too many errors, closing\"");
        }
    }

    @Test
    void whoGuessesPasswordsIsLetGo() throws IOException {
        String wrong = Base64.getEncoder().encodeToString("\0ann\0wrong".getBytes(StandardCharsets.UTF_8));
        try (var server = new ManageSieveServer();
                Socket socket = connect(server)) {
            socket.getOutputStream()
                    .write(("AUTHENTICATE \"PLAIN\" \"" + wrong + "\"\r\n")
                            .repeat(5)
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(rest(reader(socket)))
                    .contains("NO \"Wrong name or password\"", "BYE \"Too many failed logins, closing\"");
        }
    }

    @Test
    void whoDoesNotLogInIsLetGo() throws IOException {
        try (var server = new ManageSieveServer(ManageSieveSettings.DEFAULT.withLoginTimeout(Duration.ofMillis(200)));
                Socket socket = connect(server)) {
            assertThat(rest(reader(socket))).contains("BYE \"Nothing was heard for too long, closing\"");
        }
    }

    @Test
    void aCommandOfEndlessLiteralsEnds() throws IOException {
        try (var server = new ManageSieveServer();
                Socket socket = connect(server)) {
            socket.getOutputStream().write(("X" + " {1+}\r\nx".repeat(10)).getBytes(StandardCharsets.US_ASCII));
            assertThat(rest(reader(socket))).contains("BYE \"That is far too large, closing\"");
        }
    }

    @Test
    void aLineWithoutEndIsNotKept() throws IOException {
        try (var server = new ManageSieveServer();
                Socket socket = connect(server)) {
            socket.getOutputStream()
                    .write(("NOOP \"" + "x".repeat(100_000) + "\"\r\nNOOP\r\nLOGOUT\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(rest(reader(socket)))
                    .containsSubsequence("NO \"The line is too long\"", "OK \"Done\"", "OK \"Goodbye\"");
        }
    }
}
