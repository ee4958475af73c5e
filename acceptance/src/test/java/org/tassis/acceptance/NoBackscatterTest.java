package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.testkit.dns.FakeDnsServer;
import org.tassis.testkit.queue.ScriptedMx;
import org.tassis.testkit.queue.ScriptedMx.Stage;

/// A thousand messages whose senders are forged, over every reason for which mail is refused, returned or
/// answered: none of those whose addresses were used hears anything. One scripted server stands for all
/// other servers of the world.
@Timeout(900)
class NoBackscatterTest {
    private static final int IN_ALL = 1000;
    private static final int IN_A_SESSION = 10;

    /// One reason, and a message that gives it.
    ///
    /// @param listener through which it comes
    /// @param sender   of which there are many; %d is their number
    /// @param mail     what is said behind MAIL FROM
    /// @param reply    how the reply begins that decides: the first that refuses, or the last
    private record Cause(
            String name, String listener, String sender, String mail, String rcpt, String message, String reply) {
        Cause(String name, String rcpt, String message, String reply) {
            this(name, "outside", "victim%d@victims.example", "", rcpt, message, reply);
        }

        Cause through(String other) {
            return new Cause(name, other, sender, mail, rcpt, message, reply);
        }

        Cause from(String other) {
            return new Cause(name, listener, other, mail, rcpt, message, reply);
        }

        Cause saying(String parameters) {
            return new Cause(name, listener, sender, parameters, rcpt, message, reply);
        }
    }

    private static String letter(String... fields) {
        return "From: Somebody <victim@victims.example>\r\nTo: you@example.org, away@example.org\r\nSubject: Hello\r\n"
                + Stream.of(fields).map(field -> field + "\r\n").reduce("", String::concat) + "\r\nText.\r\n";
    }

    private static String large(int octets) {
        return letter() + ("x".repeat(998) + "\r\n").repeat(octets / 1000);
    }

    private static final List<Cause> CAUSES = List.of(
            new Cause("unknown user", "<nobody@example.org>", letter(), "550 5.1.1"),
            new Cause("no domain of this server", "<x@far.example>", letter(), "550 5.7.1"),
            new Cause("switched off", "<off@example.org>", letter(), "550 5.2.1"),
            new Cause("full, announced", "<full@example.org>", letter(), "452 4.2.2").saying(" SIZE=8000"),
            new Cause("full, found out", "<full@example.org>", large(8000), "452 4.2.2"),
            new Cause("larger than the mailbox", "<full@example.org>", letter(), "552 5.2.2").saying(" SIZE=40000"),
            new Cause("too large, announced", "<ann@example.org>", letter(), "552 5.3.4").saying(" SIZE=90000000"),
            new Cause("too large, found out", "<ann@example.org>", large(70_000), "552 5.3.4"),
            new Cause("refused by DMARC", "<ann@example.org>", letter().replace("victims.", "strict."), "550 5.7.1"),
            new Cause("to Junk by DMARC, away", "<away@example.org>", letter().replace("victims.", "junk."), "250 "),
            new Cause("greylisted", "<ann@example.org>", letter(), "450 4.7.1").through("grey"),
            new Cause("blocked", "<ann@example.org>", letter(), "550 5.7.1").from("victim%d@blocked.example"),
            new Cause("rejected by a filter", "<picky@example.org>", letter(), "550 5.7.1"),
            new Cause("discarded by a filter", "<silent@example.org>", letter(), "250 "),
            new Cause("forward that is refused", "<forth@example.org>", letter(), "250 "),
            new Cause("forward that is refused after its content", "<late@example.org>", letter(), "250 "),
            new Cause("forward with a copy in a full mailbox", "<fullforth@example.org>", large(8000), "250 "),
            new Cause("alias that is refused", "<team@example.org>", letter(), "250 "),
            new Cause("alias to good and bad", "<mixed@example.org>", letter(), "250 "),
            new Cause("success wanted", "<ann@example.org> NOTIFY=SUCCESS,FAILURE,DELAY", letter(), "250 "),
            new Cause("success wanted of an alias", "<mixed@example.org> NOTIFY=SUCCESS,FAILURE", letter(), "250 ")
                    .saying(" RET=FULL ENVID=x"),
            new Cause("automatic reply", "<away@example.org>", letter(), "250 "),
            new Cause("been here", "<team@example.org>", letter("Delivered-To: team@example.org"), "554 5.4.6"),
            new Cause("bare line end", "<ann@example.org>", letter() + "bare\n.\r\n", "550 5.6.0"),
            new Cause("a loop of many hops", "<ann@example.org>", letter(hops()), "554 5.4.6"));

    private static String[] hops() {
        return Stream.generate(() -> "Received: from a.example by b.example; Sat, 21 Nov 2026 10:00:00 +0000")
                .limit(200)
                .toArray(String[]::new);
    }

    @Test
    void nobodyWhoseAddressWasForgedHearsOfIt(@TempDir Path directory) throws Exception {
        InMemoryDns zone = new InMemoryDns()
                .txt("strict.example", "v=spf1 -all")
                .txt("_dmarc.strict.example", "v=DMARC1; p=reject")
                .txt("junk.example", "v=spf1 -all")
                .txt("_dmarc.junk.example", "v=DMARC1; p=quarantine")
                .txt("proven.example", "v=spf1 ip4:192.0.2.0/24 -all");
        try (FakeDnsServer dns = new FakeDnsServer(zone);
                ScriptedMx world = new ScriptedMx();
                ScriptedMx spamFilter = new ScriptedMx().on(Stage.END, "554 5.7.1 looks like spam")) {
            world.on(Stage.RCPT, line -> line.contains("<refused@") ? "550 5.1.1 no such user" : "250 ok");
            try (RunningServer server = RunningServer.start(config(directory, dns, world, spamFilter))) {
                prepare(server, directory);
                Map<String, Map<String, Integer>> replies = flood(server);
                settle(server);
                for (Cause cause : CAUSES) {
                    assertThat(replies.get(cause.name()))
                            .as(cause.name() + ": " + replies.get(cause.name()))
                            .allSatisfy((reply, _) -> assertThat(reply).startsWith(cause.reply()));
                }
                assertThat(replies.values().stream()
                                .flatMap(some -> some.values().stream())
                                .mapToInt(Integer::intValue)
                                .sum())
                        .isEqualTo(IN_ALL);
                assertThat(world.commands()).anyMatch(line -> line.contains("<refused@target.example>"));
                assertThat(spamFilter.commands()).anyMatch(line -> line.contains("<late@filter.example>"));
                assertThat(nullSenders(world)).isEmpty();
                assertThat(nullSenders(spamFilter)).isEmpty();
                assertThat(world.commands())
                        .noneMatch(line -> line.contains("victims.example>") && line.startsWith("RCPT"));

                // Whose address is not forged is answered, and would be counted.
                List<String> answered = new ArrayList<>();
                session(
                        server,
                        new Cause("proven", "<away@example.org>", letter(), "250 ").from("friend%d@proven.example"),
                        0,
                        1,
                        answered);
                assertThat(answered).singleElement().asString().startsWith("250 ");
                settle(server);
                assertThat(nullSenders(world)).hasSize(1);
                assertThat(world.taken().getLast().recipients())
                        .singleElement()
                        .asString()
                        .contains("<friend0@proven.example>");
            }
        }
    }

    private static Path config(Path directory, FakeDnsServer dns, ScriptedMx world, ScriptedMx spamFilter)
            throws IOException {
        return RunningServer.config(
                directory, """
                  outside: { service: smtp, enabled: true, address: 127.0.0.1, port: 0, tls: starttls, proxy-protocol: true, checks: "greylisting off, rates off" }
                  grey: { service: smtp, enabled: true, address: 127.0.0.1, port: 0, tls: starttls, proxy-protocol: true, checks: "rates off" }
                """, """
                dns: { resolvers: ["127.0.0.1:%d"], timeout: 1s }
                smtp: { max-message-size: 64KB, max-unknown-recipients: 1000 }
                delivery: { routes: [ { domains: [filter.example], relay: "127.0.0.1:%d", encryption: none } ] }
                relay: { server: "127.0.0.1:%d", encryption: none }
                """.formatted(dns.address().getPort(), spamFilter.port(), world.port()));
    }

    private static void prepare(RunningServer server, Path directory) throws Exception {
        server.people("ann", "off", "full", "picky", "silent", "forth", "late", "fullforth", "away");
        server.command("mailbox", "change", "off", "--disable").succeeded();
        server.command("mailbox", "change", "full", "--quota", "20KB").succeeded();
        server.command("mailbox", "change", "fullforth", "--quota", "20KB").succeeded();
        server.command("alias", "add", "postmaster@example.org", "ann@example.org")
                .succeeded();
        filter(server, directory, "picky", "require \"ereject\"; ereject \"No, thank you.\";");
        filter(server, directory, "silent", "discard;");
        for (String full : List.of("full", "fullforth")) {
            List<String> filled = new ArrayList<>();
            session(server, new Cause("fill", "<" + full + "@example.org>", large(16_000), "250 "), 0, 1, filled);
            assertThat(filled).singleElement().asString().startsWith("250 ");
        }
        server.command("forward", "set", "forth", "refused@target.example").succeeded();
        server.command("forward", "set", "late", "late@filter.example").succeeded();
        server.command("forward", "set", "fullforth", "refused@target.example", "--keep-copy")
                .succeeded();
        server.command("alias", "add", "team@example.org", "refused@target.example")
                .succeeded();
        server.command(
                        "alias",
                        "add",
                        "mixed@example.org",
                        "taken@target.example",
                        "refused@target.example",
                        "ann@example.org")
                .succeeded();
        server.command("autoreply", "set", "away", "--text", "I am away.").succeeded();
        server.command("block", "add", "blocked.example").succeeded();
    }

    private static void filter(RunningServer server, Path directory, String login, String script) throws Exception {
        Path file = Files.writeString(directory.resolve(login + ".sieve"), script + "\n");
        server.command("filter", "put", login, "main", file.toString(), "--activate")
                .succeeded();
    }

    /// @return by cause, how often which reply came
    private static Map<String, Map<String, Integer>> flood(RunningServer server) throws Exception {
        int each = IN_ALL / CAUSES.size();
        Map<String, Map<String, Integer>> replies = new TreeMap<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(4)) {
            List<Future<?>> sessions = new ArrayList<>();
            for (int first = 0; first < each; first += IN_A_SESSION) {
                for (Cause cause : CAUSES) {
                    int from = first;
                    sessions.add(clients.submit(() -> {
                        List<String> answers = new ArrayList<>();
                        session(server, cause, from, IN_A_SESSION, answers);
                        synchronized (replies) {
                            Map<String, Integer> counts = replies.computeIfAbsent(cause.name(), _ -> new TreeMap<>());
                            answers.forEach(answer -> counts.merge(
                                    answer.replaceAll("id .*", "id").replaceAll("in \\d.*", "in"), 1, Integer::sum));
                        }
                        return null;
                    }));
                }
            }
            for (Future<?> session : sessions) {
                session.get();
            }
        }
        return replies;
    }

    /// Brings messages over one connection.
    private static void session(RunningServer server, Cause cause, int first, int count, List<String> answers)
            throws IOException {
        try (Talk smtp = Talk.open(server.port(cause.listener()))) {
            smtp.send("PROXY TCP4 192.0.2." + (1 + first % 200) + " 198.51.100.1 40000 25");
            smtp.expect("220");
            smtp.say("EHLO mail.victims.example", "250");
            for (int i = 0; i < count; i++) {
                answers.add(one(smtp, cause, first + i));
                smtp.say("RSET", "250");
            }
            smtp.say("QUIT", "221");
        }
    }

    private static String one(Talk smtp, Cause cause, int number) throws IOException {
        for (String command : List.of(
                "MAIL FROM:<" + cause.sender().formatted(number) + ">" + cause.mail(), "RCPT TO:" + cause.rcpt())) {
            smtp.send(command);
            String reply = smtp.line();
            if (!reply.startsWith("2")) {
                return reply;
            }
        }
        smtp.say("DATA", "354");
        smtp.send(cause.message() + ".");
        return smtp.line();
    }

    /// Until nothing waits any more.
    private static void settle(RunningServer server) throws Exception {
        while (!server.command("queue", "list").output().contains("In all 0 waiting, 0 held.")) {
            LockSupport.parkNanos(200_000_000);
        }
    }

    /// What was said to begin a message without a sender.
    private static List<String> nullSenders(ScriptedMx mx) {
        return mx.commands().stream()
                .filter(line -> line.startsWith("MAIL FROM:<>"))
                .toList();
    }
}
