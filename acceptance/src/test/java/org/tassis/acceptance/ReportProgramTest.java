package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.testkit.dns.FakeDnsServer;
import org.tassis.testkit.queue.ScriptedMx;

/// Reports of the packaged program: one that it sends, and those that it is sent.
@Timeout(180)
class ReportProgramTest {
    @Test
    void reportsLeaveAndOthersAreRead(@TempDir Path directory) throws Exception {
        InMemoryDns zone = new InMemoryDns()
                .txt("far.example", "v=spf1 ip4:192.0.2.0/24 -all")
                .txt("_dmarc.far.example", "v=DMARC1; p=none; rua=mailto:dmarc@far.example");
        try (ScriptedMx mx = new ScriptedMx();
                FakeDnsServer dns = new FakeDnsServer(zone);
                RunningServer server = RunningServer.start(RunningServer.config(
                        directory,
                        "  outside: { service: smtp, enabled: true, address: 127.0.0.1, port: 0, tls: starttls,"
                                + " proxy-protocol: true, checks: \"greylisting off\" }\n",
                        "relay: { server: \"127.0.0.1:" + mx.port() + "\", encryption: none }\ndns: { resolvers:"
                                + " [\"127.0.0.1:" + dns.address().getPort() + "\"], timeout: 1s }\n"))) {
            server.people("ann");
            server.command("domain", "roles", "example.org", "ann").succeeded();
            bring(server, "ann@example.org", "Subject: hello\r\n\r\nText.");
            assertThat(server.command("reports", "send").succeeded().output()).contains("1 report sent.");
            ScriptedMx.Taken taken = mx.next();
            assertThat(taken.recipients()).containsExactly("RCPT TO:<dmarc@far.example>");
            assertThat(taken.content())
                    .startsWith("DKIM-Signature: ")
                    .contains("From: <postmaster@example.org>", "Subject: Report Domain: far.example");

            bring(server, "dmarc-reports@example.org", packed("application/gzip", """
                <feedback><report_metadata><org_name>far.example</org_name><report_id>1</report_id><date_range><begin>%d</begin>
                </date_range></report_metadata><policy_published><domain>example.org</domain></policy_published>
                <record><row><source_ip>203.0.113.77</source_ip><count>42</count><policy_evaluated><dkim>fail</dkim>
                <spf>fail</spf></policy_evaluated></row></record></feedback>
                """.formatted(
                            Instant.now().minus(1, ChronoUnit.DAYS).getEpochSecond())));
            bring(server, "tls-reports@example.org", packed("application/tlsrpt+gzip", """
                {"organization-name":"far.example","report-id":"2","policies":[{"policy":{"policy-type":"sts",
                "policy-domain":"example.org"},"summary":{"total-successful-session-count":3},"failure-details":[
                {"result-type":"certificate-expired","receiving-mx-hostname":"mail.example.org",
                "failed-session-count":2}]}]}
                """));
            says(server, "203.0.113.77", "certificate-expired");
            assertThat(server.command("reports", "show", "example.org", "--json")
                            .succeeded()
                            .output())
                    .contains("\"failed\" : 42", "\"connections\" : 2", "\"connections\" : 3");
        }
    }

    /// Asks until the answer has both.
    private static void says(RunningServer server, String one, String other) throws Exception {
        while (true) {
            String output = server.command("reports", "show").output();
            if (output.contains(one) && output.contains(other)) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    private static String packed(String type, String report) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(octets)) {
            zip.write(report.getBytes(StandardCharsets.UTF_8));
        }
        return "Subject: Report\r\nMIME-Version: 1.0\r\nContent-Type: " + type
                + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(octets.toByteArray());
    }

    private static void bring(RunningServer server, String to, String message) throws IOException {
        try (Talk smtp = Talk.open(server.port("outside"))) {
            smtp.send("PROXY TCP4 192.0.2.7 198.51.100.1 40000 25");
            smtp.expect("220");
            smtp.say("EHLO mail.far.example", "250");
            smtp.say("MAIL FROM:<a@far.example>", "250");
            smtp.say("RCPT TO:<" + to + ">", "250");
            smtp.say("DATA", "354");
            smtp.say("From: a@far.example\r\n" + message + "\r\n.", "250");
            smtp.say("QUIT", "221");
        }
    }
}
