package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.DomainName;
import org.tassis.message.Spool;
import org.tassis.senderauth.dkim.DkimAlgorithm;
import org.tassis.senderauth.dkim.DkimKey;
import org.tassis.senderauth.dkim.DkimSigner;
import org.tassis.senderauth.dkim.SigningSettings;
import org.tassis.senderauth.dns.Answer.Failure;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.testkit.dns.FakeDnsServer;

/// SPF, DKIM and DMARC of mail from outside, as the packaged program checks them over a name server: clients
/// say in PROXY headers where they come from.
class SenderProgramTest {
    private static final DomainName STRICT = new DomainName("strict.example");
    private static final DkimKey KEY = DkimKey.generate(STRICT, "k", DkimAlgorithm.RSA_SHA256);
    private static final String GOOD = "192.0.2.7";
    private static final String BAD = "198.51.100.66";

    @TempDir
    static Path directory;

    private static InMemoryDns zone;
    private static FakeDnsServer dns;
    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        zone = new InMemoryDns()
                .txt("strict.example", "v=spf1 ip4:192.0.2.0/24 -all")
                .txt("_dmarc.strict.example", "v=DMARC1; p=reject")
                .txt(KEY.recordName(), KEY.recordText())
                .txt("junk.example", "v=spf1 -all")
                .txt("_dmarc.junk.example", "v=DMARC1; p=quarantine")
                .txt("_dmarc.broken.example", "v=DMARC1; p=reject")
                .fails("broken.example", Failure.SERVER_FAILURE);
        dns = new FakeDnsServer(zone);
        server = RunningServer.start(
                RunningServer.config(directory, """
                  imap: { address: 127.0.0.1, port: 0, tls: none }
                  outside: { service: smtp, enabled: true, address: 127.0.0.1, port: 0, tls: starttls, proxy-protocol: true, checks: "greylisting off" }
                  watched: { service: smtp, enabled: true, address: 127.0.0.1, port: 0, tls: starttls, proxy-protocol: true, checks: "greylisting off, sender-auth observe" }
                """, """
                dns: { resolvers: ["127.0.0.1:%d"], timeout: 1s }
                sender-auth: { time-limit: 5s }
                """.formatted(dns.address().getPort())));
        server.people("ann");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        dns.close();
    }

    /// @return the reply to the message
    private static String bring(String listener, String client, String sender, String message) throws IOException {
        try (Talk smtp = Talk.open(server.port(listener))) {
            if (!client.isEmpty()) {
                smtp.send("PROXY TCP4 " + client + " 198.51.100.1 40000 25");
            }
            smtp.expect("220");
            smtp.say("EHLO mail.b.example", "250");
            smtp.say("MAIL FROM:<" + sender + ">", "250");
            smtp.say("RCPT TO:<ann@example.org>", "250");
            smtp.say("DATA", "354");
            smtp.send(message + "\r\n.");
            String reply = smtp.line();
            smtp.say("QUIT", "221");
            return reply;
        }
    }

    private static String message(String domain, String subject) {
        return "From: a@" + domain + "\r\nSubject: " + subject + "\r\n\r\nText";
    }

    /// The newest message of a mailbox.
    private static String newest(String mailbox) throws IOException {
        try (Talk imap = Talk.open(server.port("imap"))) {
            imap.line();
            imap.imap("a", "LOGIN ann " + RunningServer.PASSWORD);
            Matcher exists = Pattern.compile("\\* (\\d+) EXISTS").matcher(imap.imap("b", "EXAMINE " + mailbox));
            if (!exists.find() || exists.group(1).equals("0")) {
                return "";
            }
            return imap.imap("c", "FETCH " + exists.group(1) + " (BODYSTRUCTURE BODY.PEEK[])");
        }
    }

    @Test
    void goodMailHasItsResultsOnTop() throws Exception {
        assertThat(bring(
                        "outside",
                        GOOD,
                        "a@strict.example",
                        "Authentication-Results: mail.example.org; dmarc=pass header.from=forged.example\r\n"
                                + "Authentication-Results: other.example; spf=pass\r\n"
                                + message("strict.example", "good")))
                .startsWith("250 ");
        assertThat(newest("INBOX"))
                .contains("\nAuthentication-Results: mail.example.org;\n\tspf=pass smtp.mailfrom=strict.example;\n")
                .contains("dmarc=pass (p=reject dis=none) header.from=strict.example\nReturn-Path: <a@strict.example>")
                .contains("Authentication-Results: other.example; spf=pass")
                .contains("Subject: good")
                .doesNotContain("forged.example");
    }

    @Test
    void aSignatureCountsWhereverItComesFrom() throws Exception {
        String text = message("strict.example", "signed") + "\r\n";
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        try (Spool spool = new Spool(directory)) {
            spool.write(octets, 0, octets.length);
            spool.finish();
            signed.writeBytes(new DkimSigner(List.of(KEY), SigningSettings.DEFAULT).sign(spool, Instant.now()));
        }
        assertThat(bring(
                        "outside",
                        BAD,
                        "list@lists.example",
                        signed.toString(StandardCharsets.ISO_8859_1) + text.strip()))
                .startsWith("250 ");
        assertThat(newest("INBOX")).contains("dkim=pass header.d=strict.example header.s=k", "dmarc=pass");
        assertThat(bring(
                        "outside",
                        BAD,
                        "list@lists.example",
                        signed.toString(StandardCharsets.ISO_8859_1) + text.strip() + " with more"))
                .startsWith("550 5.7.1 ");
    }

    @Test
    void forgedMailIsRefusedOrJunkAsItsDomainAsks() throws Exception {
        assertThat(bring("outside", BAD, "a@strict.example", message("strict.example", "forged")))
                .startsWith("550 5.7.1 ")
                .contains("DMARC");
        assertThat(bring("outside", BAD, "a@junk.example", message("junk.example", "doubtful")))
                .startsWith("250 ");
        assertThat(newest("Junk")).contains("dmarc=fail (p=quarantine dis=quarantine)", "Subject: doubtful");
        assertThat(newest("INBOX")).doesNotContain("doubtful", "forged");
        assertThat(bring("watched", BAD, "a@strict.example", message("strict.example", "seen")))
                .startsWith("250 ");
        assertThat(newest("INBOX")).contains("dmarc=fail (p=reject dis=reject)", "Subject: seen");
    }

    @Test
    void aDnsThatFailsIsToBeTriedAgain() throws Exception {
        assertThat(bring("outside", GOOD, "a@broken.example", message("broken.example", "when DNS is down")))
                .startsWith("451 4.7.0 ");
        zone.fails("_dmarc.silent.example", Failure.TIMEOUT);
        long start = System.nanoTime();
        assertThat(bring("outside", GOOD, "a@silent.example", message("silent.example", "when DNS is silent")))
                .startsWith("451 4.7.0 ");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void whoIsTrustedWaitsForNoDns() throws Exception {
        int asked = dns.udpQuestions();
        assertThat(bring("smtp", "", "a@strict.example", message("strict.example", "from here")))
                .startsWith("250 ");
        assertThat(dns.udpQuestions()).isEqualTo(asked);
        assertThat(newest("INBOX")).contains("Subject: from here").doesNotContain("Authentication-Results");
    }

    @Test
    void aDomainHasItsKeysAndRecords() throws Exception {
        String records = server.command("domain", "dkim", "show", "example.org")
                .succeeded()
                .output();
        assertThat(records.lines().filter(line -> !line.startsWith(";")))
                .hasSize(2)
                .allMatch(line -> line.matches(
                        "t\\d{8}[er]\\._domainkey\\.example\\.org\\. IN TXT \\( (\"[^\"]{1,255}\" ?)+\\)"));
        assertThat(server.command("domain", "dkim", "show", "example.org")
                        .succeeded()
                        .output())
                .isEqualTo(records);
        assertThat(server.command("domain", "dkim", "rotate", "example.org", "--now")
                        .succeeded()
                        .output())
                .contains("signs since", "replaced on")
                .contains(records.lines().filter(line -> !line.startsWith(";")).toList())
                .doesNotContain("PRIVATE");
        assertThat(server.command("domain", "dkim", "show", "elsewhere.example").status())
                .isEqualTo(1);
    }
}
