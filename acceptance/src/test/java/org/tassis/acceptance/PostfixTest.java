package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.testkit.TrustingTls;

/// A real Postfix and the packaged program, each the other's only way to the world.
@Timeout(600)
class PostfixTest {
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    static Path directory;

    private static LocalPostfix postfix;
    private static RunningServer server;

    @BeforeAll
    @Timeout(600)
    static void start() throws Exception {
        LocalPostfix.obstacle().ifPresent(why -> assumeTrue(false, why));
        Path home = Files.createDirectory(directory.resolve("postfix"));
        Files.setPosixFilePermissions(directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x--x"));
        postfix = LocalPostfix.in(home, "bob", "zo\u00eb", "carol");
        server = RunningServer.start(RunningServer.config(
                Files.createDirectory(directory.resolve("tassis")), "", """
                queue: { retry: [1s] }
                delivery: { routes: [ { domains: [neighbour.example], relay: "127.0.0.1:%d", encryption: opportunistic } ] }
                """.formatted(postfix.port())));
        server.people("ann", "jose", "dora", "forth", "back");
        server.command("mailbox", "change", "jose", "--add-address", "jos\u00e9@example.org")
                .succeeded();
        postfix.start(server.port("smtp"));
    }

    @AfterAll
    @Timeout(300)
    static void stop() throws Exception {
        try (LocalPostfix first = postfix;
                RunningServer second = server) {
            // closed
        }
    }

    // ---- from us to Postfix ----

    @Test
    void ourMailReachesPostfixSignedAndInsideTls() throws Exception {
        submit("bob@neighbour.example", "", "signed", "Text.");
        assertThat(postfix.mail("bob", "Subject: signed"))
                .contains("DKIM-Signature: v=1;", "d=example.org")
                .contains("Return-Path: <ann@example.org>");
        assertThat(postfix.log()).contains("TLS connection established from localhost[127.0.0.1]: TLSv1.3");
    }

    @Test
    void postfixTellsOurUserOfSuccessAsWeAskedForHer() throws Exception {
        submit("carol@neighbour.example", " NOTIFY=SUCCESS ORCPT=rfc822;first@neighbour.example", "told", "Text.");
        assertThat(inbox("ann", "Subject: told"))
                .contains("Original-Envelope-Id: my-id")
                .contains("Original-Recipient: rfc822;first@neighbour.example")
                .contains("Action: delivered");
    }

    @Test
    void anAddressThatPostfixDoesNotKnowIsToldByUs() throws Exception {
        submit("nobody@neighbour.example", "", "in vain", "Text.");
        assertThat(inbox("ann", "Subject: in vain"))
                .contains("Final-Recipient: rfc822; nobody@neighbour.example", "Action: failed", "Status: 5.1.1");
    }

    @Test
    void aMegabyteReachesPostfixWhole() throws Exception {
        String text = ("0123456789abcdef".repeat(60) + "\r\n").repeat(1100);
        submit("bob@neighbour.example", "", "a megabyte for you", text + "the end");
        assertThat(postfix.mail("bob", "Subject: a megabyte for you")).contains(text.replace("\r\n", "\n") + "the end");
    }

    @Test
    void anAddressBeyondAsciiReachesPostfix() throws Exception {
        submit("zo\u00eb@neighbour.example", "", "beyond", "Text.");
        assertThat(postfix.mail("zo\u00eb", "Subject: beyond")).contains("zo\u00eb@neighbour.example");
    }

    @Test
    void whatPostfixDefersIsTriedAgain() throws Exception {
        postfix.answers("carol@neighbour.example", "450 4.2.0 come again");
        submit("carol@neighbour.example", "", "patience", "Text.");
        until(() -> server.command("queue", "list").output().contains("450 4.2.0"));
        postfix.answers("carol@neighbour.example", "");
        postfix.mail("carol", "Subject: patience");
    }

    // ---- from Postfix to us ----

    @Test
    void postfixBringsItsMailInsideTls() throws Exception {
        String text = ("fedcba9876543210".repeat(60) + "\r\n").repeat(1100);
        bring("bob@neighbour.example", "ann@example.org", "", "", "a megabyte for ann", text + "the end");
        assertThat(inbox("ann", "Subject: a megabyte for ann"))
                .contains("from mx.neighbour.example", "with ESMTPS")
                .contains(text.replace("\r\n", "\n") + "the end");
    }

    @Test
    void postfixTellsItsOwnThatWeDoNotTellThem() throws Exception {
        bring("bob@neighbour.example", "ann@example.org", "", " NOTIFY=SUCCESS", "asking", "Text.");
        assertThat(postfix.mail("bob", "Action: relayed")).contains("ann@example.org");
        assertThat(inbox("ann", "Subject: asking")).contains("Text.");
    }

    @Test
    void anAddressOfOursBeyondAsciiIsReached() throws Exception {
        bring("zo\u00eb@neighbour.example", "jos\u00e9@example.org", " SMTPUTF8", "", "au-del\u00e0", "Text.");
        assertThat(inbox("jose", "Subject: au-del")).contains("with UTF8SMTPS");
    }

    @Test
    void postfixWaitsWhileAMailboxIsFull() throws Exception {
        server.command("mailbox", "change", "dora", "--quota", "1KB").succeeded();
        bring("bob@neighbour.example", "dora@example.org", "", "", "when there is room", "x".repeat(500));
        until(() -> postfix.log().contains("Mailbox is full") || postfix.log().contains("larger than the whole"));
        server.command("mailbox", "change", "dora", "--quota", "1MB").succeeded();
        assertThat(inbox("dora", "Subject: when there is room")).contains("xxxx");
    }

    @Test
    void whatWeForwardToPostfixIsTakenOrStaysAndItsSenderHearsNothing() throws Exception {
        server.command("forward", "set", "forth", "carol@neighbour.example").succeeded();
        server.command("forward", "set", "back", "unknown@neighbour.example").succeeded();
        bring("bob@neighbour.example", "forth@example.org", "", "", "forth", "Text.");
        assertThat(postfix.mail("carol", "Subject: forth"))
                .contains("Return-Path: <SRS0=", "=neighbour.example=bob@example.org>")
                .contains("Delivered-To: forth@example.org")
                .doesNotContain("DKIM-Signature");
        bring("bob@neighbour.example", "back@example.org", "", "", "back", "Text.");
        assertThat(inbox("back", "unknown@neighbour.example")).contains("550 5.1.1");
        assertThat(inbox("back", "Subject: back")).contains("Text.");
        assertThat(postfix.mail("bob")).noneMatch(message -> message.contains("unknown@neighbour.example"));
    }

    // ---- words ----

    private interface Question {
        boolean isAnswered() throws Exception;
    }

    private static void until(Question question) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!question.isAnswered()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it does not happen; Postfix says:\n" + postfix.log());
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /// Ann sends through us.
    private static void submit(String to, String wishes, String subject, String text) throws IOException {
        try (Talk smtp =
                Talk.over(TrustingTls.over(new Socket(InetAddress.getLoopbackAddress(), server.port("submissions"))))) {
            smtp.expect("220");
            smtp.say("EHLO client.example", "250");
            String login = Base64.getEncoder()
                    .encodeToString(("\0ann\0" + RunningServer.PASSWORD).getBytes(StandardCharsets.UTF_8));
            smtp.say("AUTH PLAIN " + login, "235");
            smtp.say("MAIL FROM:<ann@example.org> SMTPUTF8" + (wishes.isEmpty() ? "" : " RET=HDRS ENVID=my-id"), "250");
            smtp.say(octets("RCPT TO:<" + to + ">" + wishes), "250");
            smtp.say("DATA", "354");
            smtp.say(
                    octets("From: ann@example.org\r\nTo: " + to + "\r\nSubject: " + subject + "\r\n\r\n" + text
                            + "\r\n."),
                    "250");
            smtp.say("QUIT", "221");
        }
    }

    /// Somebody sends through Postfix.
    private static void bring(String from, String to, String parameters, String wishes, String subject, String text)
            throws IOException {
        try (Talk smtp = Talk.open(postfix.port())) {
            smtp.expect("220");
            smtp.say("EHLO client.example", "250");
            smtp.say(octets("MAIL FROM:<" + from + ">" + parameters), "250");
            smtp.say(octets("RCPT TO:<" + to + ">" + wishes), "250");
            smtp.say("DATA", "354");
            smtp.say(
                    octets("From: " + from + "\r\nTo: " + to + "\r\nSubject: " + subject + "\r\n\r\n" + text + "\r\n."),
                    "250");
            smtp.say("QUIT", "221");
        }
    }

    /// The message of one of our mailboxes that has a text in it, when it has come.
    private static String inbox(String login, String text) throws Exception {
        StringBuilder found = new StringBuilder();
        until(() -> {
            try (Talk imap =
                    Talk.over(TrustingTls.over(new Socket(InetAddress.getLoopbackAddress(), server.port("imaps"))))) {
                imap.line();
                String plain = Base64.getEncoder()
                        .encodeToString(
                                ("\0" + login + "\0" + RunningServer.PASSWORD).getBytes(StandardCharsets.UTF_8));
                imap.imap("a", "AUTHENTICATE PLAIN " + plain);
                imap.imap("b", "EXAMINE INBOX");
                for (String word : imap.imap("c", "SEARCH ALL").split("\\s+")) {
                    if (word.matches("\\d+")) {
                        String message = imap.imap("d", "FETCH " + word + " BODY.PEEK[]");
                        if (message.contains(text)) {
                            found.append(message);
                            return true;
                        }
                    }
                }
            }
            return false;
        });
        return found.toString();
    }
}
