package org.tassis.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.DomainName;
import org.tassis.core.MailboxName;
import org.tassis.mailflow.remote.TlsProblem;
import org.tassis.mailflow.remote.TlsSession;
import org.tassis.mailflow.remote.TlsSession.PolicyKind;
import org.tassis.mailflow.report.mail.DailyReports;
import org.tassis.mailflow.report.mail.ReportPost;
import org.tassis.mailflow.report.tls.TlsCounter;
import org.tassis.mailflow.report.tls.TlsReports;
import org.tassis.senderauth.dns.Answer;

class TlsReportsTest {
    private static final DomainName FAR = new DomainName("far.example");

    private final ReportFixture here = new ReportFixture();
    private final TlsCounter counter = new TlsCounter(here.buffer);
    private final DailyReports daily = new DailyReports(
            here.tallies,
            List.of(new TlsReports(here.dns, here.mail, new ReportPost(here.dns, context()))),
            "mail.example.org",
            here.clock);

    private static javax.net.ssl.SSLContext context() {
        try {
            return javax.net.ssl.SSLContext.getDefault();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void session(Optional<TlsProblem> problem) {
        counter.ended(new TlsSession(
                FAR,
                new TlsSession.Policy(
                        PolicyKind.STS,
                        "far.example",
                        List.of("version: STSv1", "mode: testing"),
                        List.of("*.far.example")),
                "mx.far.example",
                Optional.of(InetAddress.ofLiteral("192.0.2.1")),
                Optional.of(InetAddress.ofLiteral("192.0.2.2")),
                problem));
    }

    private void aDay() {
        session(Optional.empty());
        session(Optional.empty());
        here.buffer.flush();
        session(Optional.empty());
        session(Optional.of(new TlsProblem(TlsProblem.Type.CERTIFICATE_EXPIRED, "")));
        here.buffer.flush();
    }

    private void run() {
        daily.run();
    }

    @Test
    void aDayIsReportedWhenItIsOver() {
        here.dns.txt("_smtp._tls.far.example", "v=TLSRPTv1; rua=mailto:tls@far.example,mailto:other@elsewhere.example");
        aDay();
        run();
        assertThat(here.sent).as("the day is not over").isEmpty();
        here.clock.advance(Duration.ofDays(1));
        run();
        assertThat(here.sent).hasSize(1);
        ReportFixture.Sent sent = here.sent.getFirst();
        assertThat(sent.outgoing().owner()).isEmpty();
        assertThat(sent.outgoing().parameters().tlsOptional()).isTrue();
        assertThat(sent.outgoing().recipients())
                .extracting(to -> to.address().toString())
                .containsExactly("tls@far.example", "other@elsewhere.example");
        assertThat(sent.message())
                .startsWith("DKIM-Signature: signed\r\nFrom: <postmaster@example.org>\r\n")
                .contains(
                        "TLS-Report-Domain: far.example\r\nTLS-Report-Submitter: example.org\r\nTLS-Required: No\r\n",
                        "Content-Type: multipart/report; report-type=\"tlsrpt\"",
                        "Content-Type: application/tlsrpt+gzip",
                        "filename=\"example.org!far.example!1770076800!1770163199.json.gz\"");
        assertThat(sent.report())
                .contains(
                        "\"organization-name\":\"example.org\"",
                        "{\"start-datetime\":\"2026-02-03T00:00:00Z\",\"end-datetime\":\"2026-02-03T23:59:59Z\"}",
                        "\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-string\":[\"version:"
                                + " STSv1\",\"mode:"
                                + " testing\"],\"policy-domain\":\"far.example\",\"mx-host\":[\"*.far.example\"]}",
                        "{\"total-successful-session-count\":3,\"total-failure-session-count\":1}",
                        "[{\"result-type\":\"certificate-expired\",\"sending-mta-ip\":\"192.0.2.1\","
                                + "\"receiving-mx-hostname\":\"mx.far.example\",\"receiving-ip\":\"192.0.2.2\","
                                + "\"failed-session-count\":1}]");
        run();
        assertThat(here.sent).as("once").hasSize(1);
    }

    @Test
    void whoWantsNoneGetsNone() {
        aDay();
        here.clock.advance(Duration.ofDays(1));
        run();
        assertThat(here.sent).isEmpty();
        here.dns.txt("_smtp._tls.far.example", "v=TLSRPTv1; rua=mailto:tls@far.example");
        run();
        assertThat(here.sent).as("it was forgotten").isEmpty();
    }

    @Test
    void aDnsThatFailsIsAskedAgainForAWhile() {
        here.dns.fails("_smtp._tls.far.example", Answer.Failure.SERVER_FAILURE);
        aDay();
        here.clock.advance(Duration.ofDays(1));
        run();
        here.dns.remove("_smtp._tls.far.example").txt("_smtp._tls.far.example", "v=TLSRPTv1; rua=mailto:t@far.example");
        here.open = false;
        run();
        here.open = true;
        run();
        assertThat(here.sent).hasSize(1);
        aDay();
        here.dns.fails("_smtp._tls.far.example", Answer.Failure.SERVER_FAILURE);
        here.clock.advance(Duration.ofDays(2));
        run();
        assertThat(here.tallies.before(org.tassis.mailflow.report.Tally.Kind.TLS_SEEN, java.time.LocalDate.MAX, 10))
                .as("not for ever")
                .isEmpty();
    }

    @Test
    void addressesOfThisServerGetTheirsAtOnce() {
        here.dns.txt("_smtp._tls.far.example", "v=TLSRPTv1; rua=mailto:ann@example.org,mailto:nobody@example.org");
        aDay();
        assertThat(daily.sendNow()).isEqualTo(1);
        assertThat(here.sent).isEmpty();
        var inbox = here.store.mailbox(here.people.ann.id(), MailboxName.INBOX).orElseThrow();
        assertThat(here.store.snapshot(inbox.id()).count()).isEqualTo(1);
    }

    @Test
    void webServersInsideAreNotAsked() {
        here.dns.host("web.far.example", "10.1.2.3");
        here.dns.txt(
                "_smtp._tls.far.example",
                "v=TLSRPTv1; rua=https://web.far.example/report,https://[::1]/,https://127.0.0.1/");
        aDay();
        here.clock.advance(Duration.ofDays(1));
        run();
        assertThat(here.sent).isEmpty();
        assertThat(here.tallies.before(org.tassis.mailflow.report.Tally.Kind.TLS_SEEN, java.time.LocalDate.MAX, 10))
                .as("tried again")
                .hasSize(1);
    }
}
