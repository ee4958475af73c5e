package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.testkit.TrustingTls;
import org.tassis.testkit.queue.ScriptedMx;

/// Mail filters as people use them: put there by a real client and by the command line, and run by the server.
class FiltersProgramTest {
    @TempDir
    Path directory;

    private Shell.Result sieveConnect(RunningServer server, String... words) throws Exception {
        return new Shell(directory)
                .run(
                        Map.of("PASSWORD", RunningServer.PASSWORD),
                        java.util.List.of(
                                "bash",
                                "-c",
                                "printf '%s\\n' \"$PASSWORD\" | sieve-connect --server localhost --port "
                                        + server.port("managesieve")
                                        + " --user ann --authmech PLAIN --notlsverify --passwordfd 0 "
                                        + String.join(" ", words)));
    }

    @Test
    void aClientPutsAFilterThatTheServerRuns() throws Exception {
        Path filter = Files.writeString(
                directory.resolve("main.sieve"),
                "require [\"fileinto\", \"mailbox\", \"reject\"];\r\n"
                        + "if header :contains \"subject\" \"sale\" { fileinto :create \"Shop\"; }\r\n"
                        + "elsif header :contains \"subject\" \"spam\" { reject \"Non merci, vraiment\"; }\r\n");
        Path wrong = Files.writeString(directory.resolve("wrong.sieve"), "keep;\r\nfileinto \"x\";\r\n");
        try (RunningServer server = RunningServer.start(RunningServer.config(directory, "", ""))) {
            server.people("ann");
            sieveConnect(server, "--upload", "--localsieve", filter.toString(), "--remotesieve", "main")
                    .succeeded();
            sieveConnect(server, "--activate", "--remotesieve", "main").succeeded();
            assertThat(sieveConnect(server, "--list").succeeded().output()).contains("\"main\" ACTIVE");
            assertThat(sieveConnect(server, "--checkscript", "--localsieve", wrong.toString())
                            .output())
                    .contains("line 2");
            Path copy = directory.resolve("copy.sieve");
            sieveConnect(server, "--download", "--remotesieve", "main", "--localsieve", copy.toString())
                    .succeeded();
            assertThat(copy).hasSameTextualContentAs(filter);

            server.deliver("ann", "big sale");
            try (Talk smtp = Talk.open(server.port("smtp"))) {
                smtp.expect("220");
                smtp.say("EHLO elsewhere.example", "250");
                smtp.say("MAIL FROM:<sender@elsewhere.example>", "250");
                smtp.say("RCPT TO:<ann@example.org>", "250");
                smtp.say("DATA", "354");
                assertThat(smtp.say("From: a@elsewhere.example\r\nSubject: spam\r\n\r\nx\r\n.", "550"))
                        .isEqualTo("550 5.7.1 Non merci, vraiment");
                smtp.say("QUIT", "221");
            }
            assertThat(server.command("filter", "list", "ann").succeeded().output())
                    .containsPattern("main +yes");
            assertThat(new Shell(directory)
                            .run(
                                    "curl",
                                    "--silent",
                                    "--insecure",
                                    "--url",
                                    "imaps://localhost:" + server.port("imaps") + "/Shop;MAILINDEX=1",
                                    "--user",
                                    "ann:" + RunningServer.PASSWORD)
                            .succeeded()
                            .output())
                    .contains("Subject: big sale");
            server.command("filter", "activate", "ann").succeeded();
            server.deliver("ann", "spam again");
            assertThat(server.stop()).isIn(0, 143);
            assertThat(server.log()).doesNotContain("ERROR");
        }
    }

    /// One session of IMAP inside TLS.
    private static Talk imap(RunningServer server, String login) throws Exception {
        Talk imap = Talk.over(TrustingTls.over(new Socket(InetAddress.getLoopbackAddress(), server.port("imaps"))));
        imap.line();
        assertThat(imap.imap("l", "LOGIN " + login + " " + RunningServer.PASSWORD))
                .contains("l OK");
        return imap;
    }

    private void filter(RunningServer server, String login, String script) throws Exception {
        Path file = Files.writeString(directory.resolve(login + ".sieve"), script);
        server.command("filter", "put", login, "main", file.toString(), "--activate")
                .succeeded();
    }

    @Test
    void filtersSortFlagEditAndForget() throws Exception {
        try (RunningServer server = RunningServer.start(RunningServer.config(directory, "", ""))) {
            server.people("ann");
            filter(server, "ann", """
                    require ["fileinto", "mailbox", "imap4flags", "editheader", "special-use", "duplicate", "variables",
                             "copy", "envelope", "subaddress", "body", "relational", "comparator-i;ascii-numeric",
                             "date", "index", "regex"];
                    if duplicate :header "x-order" { discard; stop; }
                    if header :matches "subject" "order *" {
                      addflag ["\\\\Flagged", "$order"];
                      addheader "X-Sorted" "as ${1}";
                      deleteheader "x-secret";
                      fileinto :create "Orders/2026";
                    } elsif body :text :contains "win a prize" {
                      fileinto :specialuse "\\\\Junk" "Junk";
                    } elsif header :regex "subject" "^(news|nouvelles) [0-9]+$" {
                      setflag "\\\\Seen";
                      fileinto :copy :create "News";
                    }
                    """);
            bring(server, "ann", "order 7", "X-Order: 7\r\nX-Secret: me\r\n", "First.", "250");
            bring(server, "ann", "order 7 again", "X-Order: 7\r\n", "Second.", "250");
            bring(server, "ann", "hello", "", "You win a prize!", "250");
            bring(server, "ann", "nouvelles 12", "", "News.", "250");
            bring(server, "ann", "plain", "", "Nothing.", "250");
            try (Talk imap = imap(server, "ann")) {
                assertThat(imap.imap("a", "EXAMINE Orders/2026")).contains("* 1 EXISTS");
                assertThat(imap.imap("b", "FETCH 1 (FLAGS BODY.PEEK[])"))
                        .contains("\\Flagged", "$order", "X-Sorted: as 7\n", "First.")
                        .doesNotContain("X-Secret");
                assertThat(imap.imap("c", "EXAMINE Junk")).contains("* 1 EXISTS");
                assertThat(imap.imap("d", "EXAMINE News")).contains("* 1 EXISTS");
                assertThat(imap.imap("e", "FETCH 1 FLAGS")).contains("\\Seen");
                assertThat(imap.imap("f", "EXAMINE INBOX")).contains("* 2 EXISTS");
                assertThat(imap.imap("g", "FETCH 1:* BODY.PEEK[HEADER.FIELDS (SUBJECT)]"))
                        .contains("Subject: nouvelles 12", "Subject: plain");
                assertThat(imap.imap("h", "LIST \"\" *")).contains("Orders/2026");
            }
            assertThat(server.stop()).isIn(0, 143);
            assertThat(server.log()).doesNotContain("ERROR");
        }
    }

    @Test
    void whatAFilterRejectsIsRefusedAndNothingIsSent() throws Exception {
        try (ScriptedMx world = new ScriptedMx()) {
            Path config = RunningServer.config(
                    directory, "", "relay: { server: \"127.0.0.1:" + world.port() + "\", encryption: none }\n");
            try (RunningServer server = RunningServer.start(config)) {
                server.people("ann", "bob");
                filter(server, "ann", """
                        require ["reject", "ereject"];
                        if header :contains "subject" "soft" { ereject "Plus tard, pas ici"; }
                        else { reject text:
                        I do not take this.
                        Please call instead — Zoë
                        .
                        ; }
                        """);
                assertThat(bring(server, "ann", "hard", "", "x", "550"))
                        .startsWith("550 5.7.1 ")
                        .contains("Please call instead");
                assertThat(bring(server, "ann", "soft", "", "x", "550")).isEqualTo("550 5.7.1 Plus tard, pas ici");
                bring(server, "bob", "fine", "", "x", "250");
                try (Talk smtp = Talk.open(server.port("smtp"))) { // who asks for both is asked to come twice
                    smtp.expect("220");
                    smtp.say("EHLO elsewhere.example", "250");
                    smtp.say("MAIL FROM:<sender@elsewhere.example>", "250");
                    smtp.say("RCPT TO:<bob@example.org>", "250");
                    smtp.say("RCPT TO:<ann@example.org>", "452");
                    smtp.say("QUIT", "221");
                }
                assertThat(server.command("queue", "list").succeeded().output()).contains("In all 0 waiting");
                assertThat(world.taken()).isEmpty();
                for (String login : java.util.List.of("ann", "bob")) {
                    try (Talk imap = imap(server, login)) {
                        assertThat(imap.imap("a", "EXAMINE INBOX"))
                                .contains(login.equals("ann") ? "* 0 EXISTS" : "* 1 EXISTS");
                    }
                }
                assertThat(server.command("trace", "ann@example.org")
                                .succeeded()
                                .output())
                        .contains("the recipient's filter does not want this message");
            }
        }
    }

    @Test
    void whatAFilterSendsOnLeavesAndRepliesReachWhoLoggedIn() throws Exception {
        try (ScriptedMx world = new ScriptedMx()) {
            Path config = RunningServer.config(
                    directory, "", "relay: { server: \"127.0.0.1:" + world.port() + "\", encryption: none }\n");
            try (RunningServer server = RunningServer.start(config)) {
                server.people("ann", "bob");
                String documented = Files.readString(Path.of("../docs/filters.md"));
                int start = documented.indexOf("require");
                filter(server, "ann", documented.substring(start, documented.indexOf("```", start)));
                filter(server, "ann", """
                        require ["vacation", "copy"];
                        vacation "Je suis en congé.";
                        redirect :copy "ann@far.example";
                        """);
                bring(server, "ann", "onward", "", "x", "250");
                ScriptedMx.Taken taken = world.next();
                assertThat(taken.mail()).startsWith("MAIL FROM:<SRS0=").contains("@example.org>");
                assertThat(taken.recipients()).singleElement().asString().contains("<ann@far.example>");
                assertThat(taken.content()).contains("Delivered-To: ann@example.org\r\n", "Subject: onward\r\n");
                submit(server, "bob", "ann", "question");
                assertThat(world.next().content()).contains("Subject: question\r\n");
                try (Talk imap = imap(server, "bob")) {
                    assertThat(imap.imap("a", "EXAMINE INBOX")).contains("* 1 EXISTS");
                    assertThat(imap.imap("b", "FETCH 1 BODY.PEEK[]"))
                            .contains("Auto-Submitted: auto-replied", "Subject: Auto: question", "cong=C3=A9");
                }
                assertThat(world.taken()).hasSize(2); // nothing to the stranger, for whom nobody vouches
            }
        }
    }

    /// @param fields more of the header
    /// @return the answer to the message
    private static String bring(
            RunningServer server, String login, String subject, String fields, String text, String code)
            throws Exception {
        try (Talk smtp = Talk.open(server.port("smtp"))) {
            smtp.expect("220");
            smtp.say("EHLO elsewhere.example", "250");
            smtp.say("MAIL FROM:<sender@elsewhere.example>", "250");
            smtp.say("RCPT TO:<" + login + "@example.org>", "250");
            smtp.say("DATA", "354");
            String answer = smtp.say(
                    "From: sender@elsewhere.example\r\nTo: " + login + "@example.org\r\nSubject: " + subject + "\r\n"
                            + fields + "\r\n" + text + "\r\n.",
                    code);
            smtp.say("QUIT", "221");
            return answer;
        }
    }

    private static void submit(RunningServer server, String from, String to, String subject) throws Exception {
        try (Talk smtp =
                Talk.over(TrustingTls.over(new Socket(InetAddress.getLoopbackAddress(), server.port("submissions"))))) {
            smtp.expect("220");
            smtp.say("EHLO client.example", "250");
            String login = Base64.getEncoder()
                    .encodeToString(("\0" + from + "\0" + RunningServer.PASSWORD).getBytes(StandardCharsets.UTF_8));
            smtp.say("AUTH PLAIN " + login, "235");
            smtp.say("MAIL FROM:<" + from + "@example.org>", "250");
            smtp.say("RCPT TO:<" + to + "@example.org>", "250");
            smtp.say("DATA", "354");
            smtp.say(
                    "From: " + from + "@example.org\r\nTo: " + to + "@example.org\r\nSubject: " + subject
                            + "\r\n\r\nText.\r\n.",
                    "250");
            smtp.say("QUIT", "221");
        }
    }
}
