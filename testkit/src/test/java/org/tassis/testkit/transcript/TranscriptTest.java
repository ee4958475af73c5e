package org.tassis.testkit.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscriptTest {
    @TempDir
    Path directory;

    /// A server that reads lines and says what it was told to say after each: `?` before the tag stands for it.
    private static final class Scripted implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        /// May grow while it is looked at: a connection ends when the other has been judged already.
        private final List<String> heard = new CopyOnWriteArrayList<>();

        /// @param greeting said first
        /// @param answers  one after each line that comes, on any connection; empty says nothing
        Scripted(String greeting, String... answers) throws IOException {
            List<String> left = Collections.synchronizedList(new ArrayList<>(List.of(answers)));
            Thread.ofVirtual().start(() -> {
                while (!socket.isClosed()) {
                    try {
                        Socket client = socket.accept();
                        Thread.ofVirtual().start(() -> serve(client, greeting, left));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
        }

        private void serve(Socket client, String greeting, List<String> left) {
            try (client;
                    var in = new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1))) {
                say(client, greeting);
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    heard.add(line);
                    String answer = left.isEmpty() ? "" : left.removeFirst();
                    if (answer.equals("bye")) {
                        return;
                    }
                    say(client, answer.replace("?", line.split(" ")[0]));
                }
            } catch (IOException e) {
                heard.add(e.toString());
            }
        }

        private static void say(Socket client, String text) throws IOException {
            client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Scripted server;

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private List<String> play(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, text);
        Transcript.Way way = new Transcript.Way(
                List.of(new Transcript.Login("ann", "pw \"1\""), new Transcript.Login("bob", "pw2")),
                false,
                Duration.ofMillis(700));
        Transcript.read(file)
                .play(
                        server.socket.getInetAddress().getHostAddress(),
                        server.socket.getLocalPort(),
                        name.startsWith("slow") ? way.slowly() : way);
        return server.heard;
    }

    private static final String FETCHED = "* 1 FETCH (UID 7 BODY[HEADER.FIELDS (Subject)] {6}\r\nSub\r\nj"
            + " FLAGS (\\Seen $Work \\Recent))\r\n* 5 EXISTS\r\n* OK [HIGHESTMODSEQ 9] ah\r\n? OK done (0.1 sec)\r\n";

    @Test
    void imapIsMatchedByStructure() throws IOException {
        server = new Scripted("* OK hi\r\n", FETCHED, "* SEARCH 7\r\n? OK [X] searched\r\n");
        assertThat(play("a.imap", """
                        rfc: 9051 §6
                        # a comment

                        1C: FETCH 1 (FLAGS)
                        1S: * 5 exists
                        1S: * 1 FETCH (FLAGS ($Work \\Seen) UID $uid body[header.fields (subject)] "Sub<CR><LF>j")
                        1S: OK
                        1C: SEARCH UID $uid       # a comment # too
                        1S: * SEARCH $uid
                        1S: OK [X] sea...
                        """)).containsExactly("c1n1 FETCH 1 (FLAGS)", "c1n2 SEARCH UID 7");
    }

    private void imapFails(String expected, String why) throws IOException {
        server = new Scripted("* OK hi\r\n", FETCHED);
        assertThatThrownBy(() -> play("a.imap", "x: y\n\n1C: FETCH 1 (FLAGS)\n" + expected))
                .isInstanceOf(TranscriptMismatch.class)
                .hasMessageContaining(why)
                .hasMessageContaining("1C: c1n1 FETCH")
                .hasMessageContaining("a.imap:");
        server.close();
    }

    @Test
    void imapDifferencesAreFound() throws IOException {
        String fetch = "1S: * 1 FETCH (FLAGS (\\Seen $Work) UID 7 BODY[HEADER.FIELDS (Subject)] \"Sub<CR><LF>j\")\n";
        String exists = "1S: * 5 EXISTS\n";
        imapFails(exists + "1S: OK\n", "not expected");
        imapFails(fetch + "1S: OK\n", "not expected");
        imapFails(fetch + exists + "1S: * 6 EXISTS\n1S: OK\n", "not heard before it: [* 6 EXISTS]");
        imapFails(fetch.replace("UID 7", "UID 8") + exists + "1S: OK\n", "not expected");
        imapFails(fetch.replace("UID 7 ", "") + exists + "1S: OK\n", "not expected");
        imapFails(fetch.replace("\\Seen ", "") + exists + "1S: OK\n", "not expected");
        imapFails(fetch.replace("Work", "Work other") + exists + "1S: OK\n", "not expected");
        imapFails(fetch.replace(">j", ">J") + exists + "1S: OK\n", "not expected");
        imapFails(fetch.replace("UID 7", "UID $a MODSEQ $a") + exists + "1S: OK\n", "not expected");
        imapFails(fetch + exists + "1S: NO\n", "that is not it");
        imapFails(fetch + exists + "1S: OK [CODE]\n", "that is not it");
        imapFails(fetch + exists + "1S: + go\n", "that is not it");
        imapFails(fetch + exists + "1S: OK\n1S: * 1 EXISTS\n", "nothing more");
        imapFails(fetch + exists + "1S: * 7 EXISTS\n2S: OK\n", "not heard before it");
    }

    private void expunges(String said, String expected) throws IOException {
        server = new Scripted("* OK hi\r\n", said.replaceAll("(\\d+) ?", "* $1 EXPUNGE\r\n") + "? OK\r\n");
        play("a.imap", "1C: EXPUNGE\n" + expected.replaceAll("(\\d+) ?", "1S: * $1 EXPUNGE\n") + "1S: OK\n");
        server.close();
    }

    @Test
    void expungesMatchWhenTheSameMessagesGo() throws IOException {
        expunges("1 1 3", "5 2 1");
        expunges("2 1", "1 1");
        expunges("", "");
        for (String said : List.of("1 2", "1", "1 1 1", "", "2 2")) {
            assertThatThrownBy(() -> expunges(said, "2 1")).as(said).isInstanceOf(TranscriptMismatch.class);
        }
    }

    @Test
    void boundNamesMustAgree() throws IOException {
        server = new Scripted("* OK hi\r\n", "* 1 EXISTS\r\n? OK\r\n", "* 2 EXISTS\r\n? OK\r\n");
        assertThatThrownBy(
                        () -> play("a.imap", "1C: NOOP\n1S: * $n EXISTS\n1S: OK\n1C: NOOP\n1S: * $n EXISTS\n1S: OK\n"))
                .isInstanceOf(TranscriptMismatch.class)
                .hasMessageContaining("a.imap:5");
    }

    @Test
    void manyItemsMayBeLeftOpen() throws IOException {
        server = new Scripted(
                "* OK [CAPABILITY IMAP4rev1 IDLE] hi\r\n",
                "* CAPABILITY A B C\r\n* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent\"\r\n"
                        + "* STATUS INBOX (UIDNEXT 5 MESSAGES 2)\r\n* 3 FETCH (MODSEQ (5) BODYSTRUCTURE ((\"a\" \"b\")"
                        + "(\"c\" NIL) \"mixed\"))\r\n? OK [COPYUID 3 1:2 4,5] ok\r\n");
        play("a.imap", """
                1S: * OK [CAPABILITY IDLE ...]
                1C: ALL
                1S: * STATUS "INBOX" (MESSAGES 2 UIDNEXT $next)
                1S: * 3 FETCH (BODYSTRUCTURE (("a" ...) $any ...) ...)
                1S: * LIST (\\Sent ...) $delimiter Sent
                1S: * CAPABILITY C A ...
                1S: OK [COPYUID 3 1:2 $to]
                """);
    }

    @Test
    void literalsAndIdleContinueACommand() throws IOException {
        Files.writeString(directory.resolve("m.eml"), "Subject: x\n\nhi\n");
        server = new Scripted(
                "* OK hi\r\n",
                "+ ready\r\n",
                "",
                "",
                "",
                "* 1 EXISTS\r\nc1n1 OK\r\n",
                "+ idling\r\n",
                "c1n2 OK done\r\n",
                "",
                "c1n3 OK\r\n");
        assertThat(play("slow.imap", """
                        1C: APPEND INBOX {m.eml}
                        1S: +
                        1C< m.eml
                        1C:
                        1S: * 1 EXISTS
                        1S: OK
                        1C: IDLE
                        1S: + idl...
                        1C: DONE
                        1S: OK done
                        1C: NOOP {3+}
                        1C: abc
                        1S: OK
                        """))
                .containsExactly(
                        "c1n1 APPEND INBOX {18}",
                        "Subject: x",
                        "",
                        "hi",
                        "",
                        "c1n2 IDLE",
                        "DONE",
                        "c1n3 NOOP {3+}",
                        "abc");
    }

    @Test
    void statesAreReachedAsTheLoginsSay() throws IOException {
        server = new Scripted("* OK hi\r\n", "? OK\r\n", "* 0 EXISTS\r\n? OK\r\n", "? OK\r\n", "? OK\r\n", "? OK\r\n");
        assertThat(play("a.imap", "state: selected\nconnections: bob ann\n\n1C: NOOP\n1S: OK\n2R: x<x00><NUL><LF>\n"))
                .startsWith(
                        "before LOGIN \"bob\" \"pw2\"",
                        "before SELECT INBOX",
                        "c1n1 NOOP",
                        "before LOGIN \"ann\" \"pw \\\"1\\\"\"",
                        "before SELECT INBOX");
        server.close();
        server = new Scripted("+OK\r\n", "+OK\r\n", "-ERR wrong\r\n");
        assertThatThrownBy(() -> play("a.pop3", "state: transaction\n\n1C: STAT\n1S: +OK\n"))
                .hasMessageContaining("state of the transcript is not reached");
    }

    @Test
    void smtpRepliesAreMatchedWhole() throws IOException {
        String ehlo = "250-host at your service\r\n250-SIZE 5\r\n250 PIPELINING\r\n";
        server = new Scripted("220-a\r\n220 b\r\n", ehlo, ehlo, "550 5.1.1 No such <x@y>\r\n", "bye");
        assertThat(play("a.smtp", """
                        1C: EHLO me
                        1S: 250 PIPELINING
                        1C: EHLO me
                        1S: 250-PIPELINING
                        1S: 250-SIZE $size
                        1S: 250 ...
                        1C: RCPT TO:<$size>
                        1S: 550 5.1.1 ...<x@y>
                        1C: QUIT
                        1S: <closed>
                        """)).containsExactly("EHLO me", "EHLO me", "RCPT TO:<5>", "QUIT");
        for (String wrong :
                List.of("1S: 25\n", "1S: 250 PIPE\n", "1S: 250-host\n1S: 250 SIZE\n", "1S: 250-SIZE\n1S: 250 AUTH\n")) {
            server.close();
            server = new Scripted("220 b\r\n", ehlo);
            assertThatThrownBy(() -> play("a.smtp", "1C: EHLO me\n" + wrong))
                    .as(wrong)
                    .isInstanceOf(TranscriptMismatch.class)
                    .hasMessageContaining("250-SIZE 5");
        }
    }

    @Test
    void pop3IsMatchedLineByLine() throws IOException {
        Files.writeString(directory.resolve("m.eml"), "Subject: x\n\n.dot\n");
        server = new Scripted(
                "+OK hi\r\n",
                "+OK 2\r\n1 10\r\n2 20\r\n.\r\n",
                "+OK\r\nA\r\nB\r\nC\r\n.\r\n",
                "+OK\r\nSubject: x\r\n\r\n..dot\r\n.\r\n",
                "+OK\r\nSubject: x\r\n\r\n.dot\r\n.\r\n");
        String good = """
                1C: LIST
                1S: +OK
                1S: 1 $size
                1S: 2 20
                1S: .
                1C: CAPA
                1S: +OK
                1S: ...
                1S: B
                1S: ...
                1S: .
                1C: RETR 1
                1S: +OK
                1S< m.eml
                """;
        assertThatThrownBy(() -> play("a.pop3", good + "1C: RETR 1\n1S: +OK\n1S< m.eml\n"))
                .isInstanceOf(TranscriptMismatch.class)
                .hasMessageContaining("octets are not those of the file")
                .hasMessageContaining("a.pop3:17");
    }

    @Test
    void transcriptsAreFoundAndNamed() throws IOException {
        Files.createDirectories(directory.resolve("fetch/messages"));
        Files.writeString(directory.resolve("fetch/body.imap"), "rfc: 9051 §6.4.5\nmessages: a.eml\n\n1C: X\n1S: OK\n");
        Files.writeString(directory.resolve("fetch/messages/a.eml"), "A: b\n");
        Files.writeString(directory.resolve("z.smtp"), "1S: 220\n");
        List<Transcript> all = Transcript.allBelow(directory).toList();
        assertThat(all).extracting(Transcript::title).containsExactly("fetch/body.imap - 9051 §6.4.5", "z.smtp");
        assertThat(all.getFirst().messages()).containsExactly("A: b\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(all.getFirst().header("rfc")).contains("9051 §6.4.5");
        assertThatThrownBy(() -> Transcript.allBelow(directory.resolve("fetch/messages")))
                .isInstanceOf(IllegalArgumentException.class);
        Files.writeString(directory.resolve("bad.smtp"), "1S: 220\nEHLO x\n");
        assertThatThrownBy(() -> Transcript.read(directory.resolve("bad.smtp"))).hasMessageContaining("bad.smtp:2");
    }

    @Test
    void aMissingGreetingIsNoSuccess() throws IOException {
        server = new Scripted("* BYE full\r\n");
        assertThatThrownBy(() -> play("a.imap", "1C: NOOP\n1S: OK\n")).hasMessageContaining("no greeting");
    }
}
