package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.testkit.TrustingTls;
import org.tassis.testkit.queue.ScriptedMx;
import org.tassis.testkit.queue.ScriptedMx.Stage;

/// Mail that leaves the packaged program: to a server that takes it, and to one that does not.
@Timeout(180)
class OutboundProgramTest {
    @Test
    void mailLeavesAndWhatCannotComesBack(@TempDir Path directory) throws Exception {
        try (ScriptedMx mx = new ScriptedMx()) {
            mx.on(
                    Stage.RCPT,
                    line -> line.contains("<nobody@")
                            ? "550 5.1.1 no such user"
                            : line.contains("<later@") ? "450 4.2.0 later" : "250 ok");
            Path config = RunningServer.config(
                    directory, "", "relay: { server: \"127.0.0.1:" + mx.port() + "\", encryption: none }\n");
            long waiting;
            try (RunningServer server = RunningServer.start(config)) {
                server.people("ann");
                submit(server, "friend@far.example", "hello");
                ScriptedMx.Taken taken = mx.next();
                assertThat(taken.mail()).startsWith("MAIL FROM:<ann@example.org>");
                assertThat(taken.content()).contains("Subject: hello\r\n");
                submit(server, "nobody@far.example", "in vain");
                says(server, "550 5.1.1", "trace", "nobody@far.example");
                submit(server, "later@far.example", "patience");
                says(server, "450 4.2.0", "queue", "list");
                says(server, "In all 1 waiting, 0 held.", "queue", "list");
                try (Talk imap = Talk.over(
                        TrustingTls.over(new Socket(InetAddress.getLoopbackAddress(), server.port("imaps"))))) {
                    imap.line();
                    imap.imap("a", "LOGIN ann " + RunningServer.PASSWORD);
                    imap.imap("b", "SELECT INBOX");
                    assertThat(imap.imap("c", "FETCH 1 BODY[]"))
                            .contains("Final-Recipient: rfc822; nobody@far.example", "Status: 5.1.1");
                }
                waiting = mx.taken().size();
            }
            mx.normal(Stage.RCPT);
            try (RunningServer again = RunningServer.start(config)) { // the queue outlives the program
                again.command("queue", "retry", "--matching", "later@").succeeded();
                assertThat(mx.next().content()).contains("Subject: patience\r\n");
                assertThat(mx.taken()).hasSize((int) waiting + 1);
            }
        }
    }

    @Test
    void mailWaitsForItsTimeAndIsReleased(@TempDir Path directory) throws Exception {
        Path config = RunningServer.config(directory, "", "delivery: { enabled: false }\n");
        try (RunningServer server = RunningServer.start(config)) {
            server.people("ann");
            submit(server, " HOLDFOR=86400", "ann@example.org", "tomorrow");
        }
        try (RunningServer again = RunningServer.start(config)) { // it waits while the program does not run
            says(again, "@local", "queue", "list", "--json");
            try (Talk imap =
                    Talk.over(TrustingTls.over(new Socket(InetAddress.getLoopbackAddress(), again.port("imaps"))))) {
                imap.line();
                imap.imap("a", "LOGIN ann " + RunningServer.PASSWORD);
                assertThat(imap.imap("b", "SELECT INBOX")).contains("* 0 EXISTS");
                again.command("queue", "release", "--matching", "ann@example.org")
                        .succeeded();
                while (!imap.imap("c", "NOOP").contains("* 1 EXISTS")) {
                    Thread.onSpinWait();
                }
                assertThat(imap.imap("d", "FETCH 1 BODY[]")).contains("Subject: tomorrow");
            }
            says(again, "In all 0 waiting, 0 held.", "queue", "list");
            says(again, "Delivered to the mailbox ann", "trace", "tomorrow");
        }
    }

    /// Asks until the answer has it.
    private static void says(RunningServer server, String expected, String... words) throws Exception {
        while (!server.command(words).output().contains(expected)) {
            Thread.onSpinWait();
        }
    }

    private static void submit(RunningServer server, String to, String subject) throws Exception {
        submit(server, "", to, subject);
    }

    private static void submit(RunningServer server, String parameters, String to, String subject) throws Exception {
        try (Talk smtp =
                Talk.over(TrustingTls.over(new Socket(InetAddress.getLoopbackAddress(), server.port("submissions"))))) {
            smtp.expect("220");
            smtp.say("EHLO client.example", "250");
            String login = Base64.getEncoder()
                    .encodeToString(("\0ann\0" + RunningServer.PASSWORD).getBytes(StandardCharsets.UTF_8));
            smtp.say("AUTH PLAIN " + login, "235");
            smtp.say("MAIL FROM:<ann@example.org>" + parameters, "250");
            smtp.say("RCPT TO:<" + to + ">", "250");
            smtp.say("DATA", "354");
            smtp.say("From: ann@example.org\r\nTo: " + to + "\r\nSubject: " + subject + "\r\n\r\nText.\r\n.", "250");
            smtp.say("QUIT", "221");
        }
    }
}
