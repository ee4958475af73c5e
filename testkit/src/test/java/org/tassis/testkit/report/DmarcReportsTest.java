package org.tassis.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Correspondents;
import org.tassis.mailflow.Entrance;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Mode;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.report.dmarc.DmarcCounter;
import org.tassis.mailflow.report.dmarc.DmarcReports;
import org.tassis.mailflow.report.mail.DailyReports;
import org.tassis.mailflow.sender.SenderChecks;
import org.tassis.mailflow.trace.Trace;
import org.tassis.senderauth.AuthenticationSettings;
import org.tassis.senderauth.SenderAuthentication;
import org.tassis.senderauth.dmarc.PublicSuffixes;
import org.tassis.testkit.TestMessages;

class DmarcReportsTest {
    private static final String GOOD = "192.0.2.7";
    private static final String BAD = "198.51.100.66";

    private final ReportFixture here = new ReportFixture();
    private final DailyReports daily = new DailyReports(
            here.tallies,
            List.of(new DmarcReports(here.dns, PublicSuffixes::shipped, here.mail)),
            "mail.example.org",
            here.clock);
    private final SenderChecks checks = new SenderChecks(
            new SenderAuthentication(
                    here.dns,
                    new AuthenticationSettings(new DomainName("mail.example.org")),
                    PublicSuffixes::shipped,
                    here.clock),
            "mail.example.org",
            List.of());
    private final MailFlow flow = new MailFlow(
            here.people.directory,
            Optional::empty,
            here.store,
            here.clock,
            100_000,
            List.of(checks),
            Correspondents.NONE,
            Trace.NONE);
    private Mode mode = Mode.ENFORCE;

    @BeforeEach
    void count() {
        checks.observedBy(new DmarcCounter(here.buffer, domain -> domain.equals(ReportFixture.ORG)));
        here.dns.txt("far.example", "v=spf1 ip4:192.0.2.0/24 -all");
    }

    private void bring(String client, String domain) {
        Client stranger = Client.connected(
                        InetAddress.ofLiteral(client), new Entrance("smtp", Map.of(Check.SENDER_AUTH, mode)))
                .greeting("mail." + domain);
        Reception reception = ((MailFlow.Opening.Opened)
                        flow.mail(stranger, EmailAddress.parse("a@" + domain), MailParameters.NONE))
                .reception();
        assertThat(reception.rcpt(EmailAddress.valueOf("ann@example.org"), RecipientParameters.NONE))
                .isEmpty();
        reception.deliver(TestMessages.content(
                ("From: a@" + domain + "\r\nSubject: s\r\n\r\ntext\r\n").getBytes(StandardCharsets.US_ASCII)));
    }

    private void theNextDay() {
        here.buffer.flush();
        here.clock.advance(Duration.ofDays(1));
        daily.run();
    }

    @Test
    void messagesAreReportedToTheDomainTheySayTheyAreFrom() {
        here.dns.txt("_dmarc.far.example", "v=DMARC1; p=reject; rua=mailto:dmarc@reports.far.example!10m");
        bring(GOOD, "far.example");
        bring(GOOD, "far.example");
        bring(BAD, "far.example");
        bring(BAD, "below.far.example");
        theNextDay();
        assertThat(here.sent).hasSize(1);
        ReportFixture.Sent sent = here.sent.getFirst();
        assertThat(sent.outgoing().recipients())
                .extracting(to -> to.address().toString())
                .containsExactly("dmarc@reports.far.example");
        assertThat(sent.outgoing().parameters().tlsOptional()).isFalse();
        assertThat(sent.message())
                .startsWith("DKIM-Signature: ")
                .contains("Subject: Report Domain: far.example Submitter: example.org")
                .contains("filename=\"example.org!far.example!1770076800!1770163199!")
                .contains("Content-Type: application/gzip");
        assertThat(sent.report())
                .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?><feedback><version>1.0</version>")
                .contains(
                        "<date_range><begin>1770076800</begin><end>1770163199</end></date_range>",
                        "<policy_published><domain>far.example</domain><adkim>r</adkim><aspf>r</aspf><p>reject</p>"
                                + "<sp>reject</sp><pct>100</pct></policy_published>",
                        "<row><source_ip>192.0.2.7</source_ip><count>2</count><policy_evaluated>"
                                + "<disposition>none</disposition><dkim>fail</dkim><spf>pass</spf></policy_evaluated></row>"
                                + "<identifiers><envelope_from>far.example</envelope_from>"
                                + "<header_from>far.example</header_from></identifiers><auth_results><spf>"
                                + "<domain>far.example</domain><scope>mfrom</scope><result>pass</result></spf></auth_results>",
                        "<source_ip>198.51.100.66</source_ip><count>1</count><policy_evaluated>"
                                + "<disposition>reject</disposition><dkim>fail</dkim><spf>fail</spf>",
                        "<header_from>below.far.example</header_from>");
        theNextDay();
        assertThat(here.sent).as("once").hasSize(1);
    }

    @Test
    void whatWasOnlyObservedIsSaid() {
        here.dns.txt("_dmarc.far.example", "v=DMARC1; p=reject; rua=mailto:dmarc@far.example");
        mode = Mode.OBSERVE;
        bring(BAD, "far.example");
        theNextDay();
        assertThat(here.sent.getFirst().report())
                .contains("<disposition>none</disposition>", "<reason><type>local_policy</type></reason>");
    }

    @Test
    void addressesElsewhereMustWantIt() {
        here.dns.txt(
                "_dmarc.far.example",
                "v=DMARC1; p=none; rua=mailto:victim@else.example,mailto:us@paid.example,mailto:us@moved.example");
        here.dns.txt("far.example._report._dmarc.paid.example", "v=DMARC1");
        here.dns.txt(
                "far.example._report._dmarc.moved.example",
                "v=DMARC1; rua=mailto:new@moved.example,mailto:victim@else.example");
        bring(GOOD, "far.example");
        theNextDay();
        assertThat(here.sent.getFirst().outgoing().recipients())
                .extracting(to -> to.address().toString())
                .containsExactly("us@paid.example", "new@moved.example");
    }

    @Test
    void nothingIsReportedToThisServerOrToWhoWantsNothing() {
        here.dns.txt("_dmarc.example.org", "v=DMARC1; p=none; rua=mailto:dmarc@example.org");
        here.dns.txt("_dmarc.quiet.example", "v=DMARC1; p=none");
        here.dns.txt("_dmarc.far.example", "v=DMARC1; p=none; rua=mailto:dmarc@far.example!10");
        bring(GOOD, "example.org");
        bring(GOOD, "quiet.example");
        bring(GOOD, "far.example");
        bring(GOOD, "nothing.example");
        theNextDay();
        assertThat(here.sent).as("too large for ten octets").isEmpty();
        assertThat(here.tallies.before(org.tassis.mailflow.report.Tally.Kind.DMARC_SEEN, java.time.LocalDate.MAX, 10))
                .isEmpty();
    }

    @Test
    void aPolicyThatChangedHasAReportOfItsOwn() {
        here.dns.txt("_dmarc.far.example", "v=DMARC1; p=none; rua=mailto:dmarc@far.example");
        bring(GOOD, "far.example");
        here.dns
                .remove("_dmarc.far.example")
                .txt("_dmarc.far.example", "v=DMARC1; p=reject; rua=mailto:dmarc@far.example");
        bring(GOOD, "far.example");
        theNextDay();
        assertThat(here.sent).hasSize(2);
        assertThat(here.sent.stream().map(ReportFixture.Sent::report))
                .anyMatch(report -> report.contains("<p>none</p>"))
                .anyMatch(report -> report.contains("<p>reject</p>"));
    }
}
