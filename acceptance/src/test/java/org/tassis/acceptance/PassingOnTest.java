package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.testkit.TrustingTls;
import org.tassis.testkit.queue.ScriptedMx;
import org.tassis.testkit.queue.ScriptedMx.Stage;

/// Aliases and forwards of the packaged program, as an administrator sets them up: to another server that takes mail or
/// refuses it, and in a circle through another server of the same kind.
@Timeout(600)
class PassingOnTest {
    @Test
    void mailIsPassedOnAndWhatIsRefusedStays(@TempDir Path directory) throws Exception {
        try (ScriptedMx mx = new ScriptedMx()) {
            mx.on(Stage.RCPT, line -> line.contains("<gone@") ? "550 5.1.1 no such user" : "250 ok");
            Path config = RunningServer.config(
                    directory, "", "relay: { server: \"127.0.0.1:" + mx.port() + "\", encryption: none }\n");
            try (RunningServer server = RunningServer.start(config)) {
                server.people("copy", "only", "lost", "boss");
                server.command("forward", "set", "copy", "copy@far.example", "--keep-copy")
                        .succeeded();
                server.command("forward", "set", "only", "only@far.example").succeeded();
                server.command("forward", "set", "lost", "gone@far.example").succeeded();
                server.command("mailbox", "change", "lost", "--language", "fr").succeeded();
                server.command("alias", "add", "postmaster@example.org", "boss@example.org")
                        .succeeded();
                server.command(
                                "alias",
                                "add",
                                "team@example.org",
                                "team@far.example",
                                "gone@far.example",
                                "copy@example.org")
                        .succeeded();

                server.deliver("copy", "with a copy");
                ScriptedMx.Taken taken = mx.next();
                assertThat(taken.mail())
                        .matches("MAIL FROM:<SRS0=\\w{6}=\\w\\w=elsewhere\\.example=sender@example\\.org>.*");
                assertThat(taken.recipients()).singleElement().asString().contains("<copy@far.example>");
                assertThat(taken.content())
                        .startsWith("Delivered-To: copy@example.org\r\n")
                        .contains("Subject: with a copy\r\n")
                        .doesNotContain("DKIM-Signature");
                assertThat(inbox(server, "copy")).singleElement().asString().contains("Subject: with a copy");

                server.deliver("only", "without one");
                assertThat(mx.next().recipients()).singleElement().asString().contains("<only@far.example>");
                assertThat(inbox(server, "only")).isEmpty();

                server.deliver("lost", "in vain");
                settle(server);
                assertThat(inbox(server, "lost"))
                        .hasSize(2)
                        .anySatisfy(message -> assertThat(message).contains("Subject: in vain", "Text of in vain."))
                        .anySatisfy(note -> assertThat(note)
                                .contains(
                                        "message/delivery-status", "gone@far.example", "Cette adresse n'existe pas."));

                server.deliver("team", "for all");
                assertThat(List.of(mx.next(), mx.next()))
                        .extracting(one -> one.recipients().getFirst().replaceAll(">.*", ">"))
                        .containsExactlyInAnyOrder("RCPT TO:<team@far.example>", "RCPT TO:<copy@far.example>");
                settle(server);
                assertThat(inbox(server, "copy")).hasSize(2);
                assertThat(inbox(server, "boss")).singleElement().satisfies(note -> assertThat(note)
                        .contains("Subject: Mail for an alias was refused", "team@example.org", "gone@far.example"));
                assertThat(mx.commands()).noneMatch(line -> line.startsWith("MAIL FROM:<>"));
                assertThat(server.command("trace", "for").output())
                        .contains("Forwarded for team@example.org to team@far.example.")
                        .contains("refused it for gone@far.example, for good: 550 5.1.1 no such user")
                        .contains("The mailbox boss was told that it could not be passed on for team@example.org.");
            }
        }
    }

    @Test
    void circlesThroughAnotherServerEnd(@TempDir Path directory) throws Exception {
        try (Bridge toHere = new Bridge();
                Bridge toThere = new Bridge();
                RunningServer here = RunningServer.start(beside(directory.resolve("here"), "there.example", toThere));
                RunningServer there = RunningServer.start(beside(directory.resolve("there"), "here.example", toHere))) {
            toHere.leadTo(here.port("smtp"));
            toThere.leadTo(there.port("smtp"));
            people(here, "here.example", "ann", "boss");
            people(there, "there.example", "bob", "chief");
            here.command("forward", "set", "ann", "bob@there.example").succeeded();
            there.command("forward", "set", "bob", "ann@here.example").succeeded();
            here.command("alias", "add", "team@here.example", "team@there.example")
                    .succeeded();
            there.command("alias", "add", "team@there.example", "team@here.example")
                    .succeeded();
            there.command("alias", "add", "postmaster@there.example", "chief@there.example")
                    .succeeded();

            deliver(here, "ann@here.example", "around");
            settle(here);
            settle(there);
            settle(here);
            assertThat(inbox(here, "ann")).singleElement().satisfies(message -> assertThat(message)
                    .contains("Subject: around")
                    .contains("Delivered-To: bob@there.example")
                    .contains("Delivered-To: ann@here.example"));
            assertThat(inbox(there, "bob")).isEmpty();

            deliver(here, "team@here.example", "and around");
            settle(here);
            settle(there);
            assertThat(inbox(there, "chief")).singleElement().satisfies(note -> assertThat(note)
                    .contains("Mail for an alias was refused", "team@here.example", "554 5.4.6"));
            assertThat(inbox(here, "boss")).isEmpty();
            assertThat(here.command("trace", "there.example").output())
                    .contains("Refused: it has been here before and would go in a circle.");
        }
    }

    private static Path beside(Path directory, String other, Bridge bridge) throws IOException {
        return RunningServer.config(
                directory,
                "",
                "delivery: { routes: [ { domains: [" + other + "], relay: \"127.0.0.1:" + bridge.port()
                        + "\", encryption: none } ] }\n");
    }

    private static void people(RunningServer server, String domain, String... logins) throws Exception {
        server.command("domain", "add", domain).succeeded();
        StringBuilder csv = new StringBuilder("login,password,primary\n");
        for (String login : logins) {
            csv.append(login + "," + RunningServer.PASSWORD + "," + login + "@" + domain + "\n");
        }
        Path file = Files.writeString(Files.createTempFile("people", ".csv"), csv);
        try {
            server.command("mailbox", "import", file.toString()).succeeded();
        } finally {
            Files.delete(file);
        }
    }

    private static void deliver(RunningServer server, String to, String subject) throws IOException {
        try (Talk smtp = Talk.open(server.port("smtp"))) {
            smtp.expect("220");
            smtp.say("EHLO elsewhere.example", "250");
            smtp.say("MAIL FROM:<sender@elsewhere.example>", "250");
            smtp.say("RCPT TO:<" + to + ">", "250");
            smtp.say("DATA", "354");
            smtp.say("From: sender@elsewhere.example\r\nSubject: " + subject + "\r\n\r\nText.\r\n.", "250");
            smtp.say("QUIT", "221");
        }
    }

    /// Until nothing waits in the queue.
    private static void settle(RunningServer server) throws Exception {
        while (!server.command("queue", "list").output().contains("In all 0 waiting, 0 held.")) {
            LockSupport.parkNanos(200_000_000);
        }
    }

    private static List<String> inbox(RunningServer server, String login) throws IOException {
        try (Talk imap =
                Talk.over(TrustingTls.over(new Socket(InetAddress.getLoopbackAddress(), server.port("imaps"))))) {
            imap.line();
            imap.imap("a", "LOGIN " + login + " " + RunningServer.PASSWORD);
            Matcher exists = Pattern.compile("\\* (\\d+) EXISTS").matcher(imap.imap("b", "EXAMINE INBOX"));
            List<String> messages = new ArrayList<>();
            int count = exists.find() ? Integer.parseInt(exists.group(1)) : 0;
            for (int i = 1; i <= count; i++) {
                messages.add(imap.imap("c", "FETCH " + i + " BODY.PEEK[]"));
            }
            return messages;
        }
    }
}
