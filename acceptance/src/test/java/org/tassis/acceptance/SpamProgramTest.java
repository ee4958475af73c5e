package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.testkit.dns.FakeDnsServer;

/// The packaged program learns what somebody throws into Junk: clients say in PROXY headers where they come
/// from.
class SpamProgramTest {
    private static final String FRIENDS = "192.0.2.";
    private static final String STRANGERS = "198.51.100.";

    @TempDir
    Path directory;

    private RunningServer server;

    /// @return the reply to the message
    private String bring(String client, String to, String subject, String body) throws IOException {
        try (Talk smtp = Talk.open(server.port("outside"))) {
            smtp.send("PROXY TCP4 " + client + " 203.0.113.1 40000 25");
            smtp.expect("220");
            smtp.say("EHLO mail.b.example", "250");
            smtp.say("MAIL FROM:<a@b.example>", "250");
            smtp.say("RCPT TO:<" + to + "@example.org>", "250");
            smtp.say("DATA", "354");
            smtp.send("From: a@b.example\r\nX-Tassis-Spam: pass, score=-99\r\nSubject: " + subject + "\r\nMessage-ID: <"
                    + System.nanoTime() + "@b.example>\r\n\r\n" + body + "\r\n.");
            String reply = smtp.line();
            smtp.say("QUIT", "221");
            return reply;
        }
    }

    private String spam(int number, String to) throws IOException {
        return bring(
                STRANGERS + number % 200,
                to,
                "You are the winner of lottery number " + number,
                "Dear beneficiary, claim your million dollars prize now at http://prize.casino.example/" + number
                        + " before the offer expires, cheap pills included.");
    }

    private String wanted(int number, String to) throws IOException {
        return bring(
                FRIENDS + number % 200,
                to,
                "Minutes of meeting " + number,
                "Hello Ann, here are the minutes of the garden committee, and the invoice of the plumber for lunch on "
                        + "Tuesday, see you " + number + " at the office.");
    }

    private String imap(String login, String... commands) throws IOException {
        try (Talk imap = Talk.open(server.port("imap"))) {
            imap.line();
            StringBuilder answers = new StringBuilder(imap.imap("l", "LOGIN " + login + " " + RunningServer.PASSWORD));
            int tag = 0;
            for (String command : commands) {
                answers.append(imap.imap("t" + tag++, command));
            }
            return answers.toString();
        }
    }

    private int count(String login, String mailbox) throws IOException {
        Matcher messages = Pattern.compile("MESSAGES (\\d+)").matcher(imap(login, "STATUS " + mailbox + " (MESSAGES)"));
        assertThat(messages.find()).isTrue();
        return Integer.parseInt(messages.group(1));
    }

    @Test
    void whatSomebodyThrowsAwayIsLearntAndUnlearnt() throws Exception {
        try (FakeDnsServer dns = new FakeDnsServer(new InMemoryDns())) {
            server = RunningServer.start(RunningServer.config(
                    directory, """
                      imap: { address: 127.0.0.1, port: 0, tls: none }
                      outside: { service: smtp, enabled: true, address: 127.0.0.1, port: 0, tls: starttls, proxy-protocol: true, checks: "greylisting off, reverse-dns off" }
                    """, """
                        dns: { resolvers: ["127.0.0.1:%d"], timeout: 1s }
                        """.formatted(dns.address().getPort())));
            try {
                server.people("ann", "ben");
                learns();
            } finally {
                server.close();
            }
        }
    }

    private void learns() throws Exception {
        for (int i = 0; i < 30; i++) {
            assertThat(wanted(i, "ann")).startsWith("250 ");
        }
        imap("ann", "SELECT INBOX", "STORE 1:* +FLAGS (\\Seen)");
        for (int i = 0; i < 30; i++) {
            assertThat(spam(i, "ann")).startsWith("250 ");
        }
        assertThat(count("ann", "INBOX")).as("nobody has taught it yet").isEqualTo(60);
        imap("ann", "SELECT INBOX", "MOVE 31:60 Junk");
        server.learnt("ann", 30, 30);

        assertThat(spam(100, "ann")).startsWith("250 ");
        assertThat(wanted(100, "ann")).startsWith("250 ");
        assertThat(count("ann", "Junk")).isEqualTo(31);
        assertThat(count("ann", "INBOX")).isEqualTo(31);
        String stored = imap("ann", "SELECT Junk", "FETCH * BODY.PEEK[]");
        assertThat(stored)
                .contains("X-Tassis-Spam: junk, score=")
                .contains("learnt-spam=5.5 99")
                .doesNotContain("score=-99");
        Path file = Files.writeString(directory.resolve("spam.eml"), stored.substring(stored.indexOf("X-Tassis-Spam")));
        assertThat(server.command("spam", "check", file.toString(), "--mailbox", "ann", "--language", "nl")
                        .succeeded()
                        .output())
                .contains("Het werd voor spam gehouden en ging naar Ongewenst")
                .containsPattern("probability of (9\\d|100)");
        assertThat(server.command("trace", "ann@example.org").succeeded().output())
                .contains("Put into Junk for ann@example.org. It was taken for spam");

        assertThat(spam(100, "ben")).startsWith("250 ");
        assertThat(count("ben", "Junk")).as("what ann throws away is hers").isZero();

        imap("ann", "SELECT Junk", "MOVE 1:* INBOX");
        server.learnt("ann", 0, 61);
        assertThat(spam(101, "ann")).startsWith("250 ");
        assertThat(count("ann", "Junk")).isZero();

        assertThat(bring(
                        STRANGERS + 7,
                        "ben",
                        "test",
                        "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"))
                .startsWith("550 5.7.1 Looks like spam");
        assertThat(server.log()).doesNotContain("ERROR");
    }
}
