package org.tassis.senderauth.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.DomainName;
import org.tassis.senderauth.TestContent;
import org.tassis.senderauth.dkim.DkimAlgorithm;
import org.tassis.senderauth.dkim.DkimOutcome;
import org.tassis.senderauth.dkim.DkimReason;
import org.tassis.senderauth.dkim.DkimResult;
import org.tassis.senderauth.dns.Answer.Failure;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.senderauth.header.MessageHeader;
import org.tassis.senderauth.spf.SpfOutcome;
import org.tassis.senderauth.spf.SpfReason;
import org.tassis.senderauth.spf.SpfResult;

/// RFC 7489 §6.6 and RFC 9091, row by row.
class DmarcTest {
    private final InMemoryDns dns = new InMemoryDns();

    private DmarcResult judge(String from, String spf, String dkim, int percentile) {
        var dmarc = new Dmarc(dns, PublicSuffixes::shipped, () -> percentile);
        return dmarc.judge(dmarc.find(new Author.Of(new DomainName(from))), spf(spf), dkim(dkim));
    }

    private DmarcResult judge(String from, String spf, String dkim) {
        return judge(from, spf, dkim, 0);
    }

    /// `pass example.org`
    private static SpfResult spf(String text) {
        String[] words = text.split(" ");
        return new SpfResult(
                SpfOutcome.valueOf(words[0].toUpperCase(Locale.ROOT)),
                new SpfReason.NothingMatched(words[1]),
                SpfResult.Identity.MAIL_FROM,
                words[1],
                Optional.empty(),
                1);
    }

    /// `pass example.org fail example.net`
    private static List<DkimResult> dkim(String text) {
        List<DkimResult> results = new ArrayList<>();
        String[] words = text.isEmpty() ? new String[0] : text.split(" ");
        for (int i = 0; i < words.length; i += 2) {
            results.add(new DkimResult(
                    DkimOutcome.valueOf(words[i].toUpperCase(Locale.ROOT)),
                    new DkimReason.Verified(),
                    Optional.of(new DkimResult.Signed(
                            new DomainName(words[i + 1]),
                            "s",
                            Optional.empty(),
                            DkimAlgorithm.RSA_SHA256,
                            List.of("from"),
                            false,
                            Optional.empty(),
                            Optional.empty(),
                            2048,
                            false,
                            "abc"))));
        }
        return results;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // record, From, SPF, DKIM: outcome, disposition
                "p=reject | example.org | pass example.org | '' | PASS | NONE",
                "p=reject | example.org | pass bounce.example.org | '' | PASS | NONE",
                "p=reject; aspf=s | example.org | pass bounce.example.org | '' | FAIL | REJECT",
                "p=reject; aspf=s | example.org | pass example.org | '' | PASS | NONE",
                "p=reject | example.org | fail example.org | '' | FAIL | REJECT",
                "p=reject | example.org | softfail example.org | '' | FAIL | REJECT",
                "p=reject | example.org | neutral example.org | '' | FAIL | REJECT",
                "p=reject | example.org | none example.org | '' | FAIL | REJECT",
                "p=reject | example.org | permerror example.org | '' | FAIL | REJECT",
                "p=reject | example.org | pass example.net | '' | FAIL | REJECT",
                "p=reject | example.org | pass notexample.org | '' | FAIL | REJECT",
                "p=reject | example.org | fail x.net | pass example.org | PASS | NONE",
                "p=reject | example.org | fail x.net | pass mail.example.org | PASS | NONE",
                "p=reject; adkim=s | example.org | fail x.net | pass mail.example.org | FAIL | REJECT",
                "p=reject; adkim=S; aspf=r | example.org | pass a.example.org | pass b.example.org | PASS | NONE",
                "p=reject | example.org | fail x.net | fail example.org pass example.net | FAIL | REJECT",
                "p=reject | example.org | fail x.net | fail example.org pass example.org | PASS | NONE",
                "p=reject | example.org | fail x.net | policy example.org | FAIL | REJECT",
                "p=reject | example.org | fail x.net | permerror example.org | FAIL | REJECT",
                "p=reject | example.org | temperror example.org | '' | TEMPERROR | NONE",
                "p=reject | example.org | temperror example.net | '' | FAIL | REJECT",
                "p=reject | example.org | fail x.net | temperror example.org | TEMPERROR | NONE",
                "p=reject | example.org | fail x.net | temperror example.net | FAIL | REJECT",
                "p=reject | example.org | temperror example.org | pass example.org | PASS | NONE",
                "p=quarantine | example.org | fail x.net | '' | FAIL | QUARANTINE",
                "p=none | example.org | fail x.net | '' | FAIL | NONE",
                "P=Reject | example.org | fail x.net | '' | FAIL | REJECT",
                "p=reject; sp=none | sub.example.org | fail x.net | '' | FAIL | NONE",
                "p=none; sp=reject | sub.example.org | fail x.net | '' | FAIL | REJECT",
                "p=none; sp=reject | example.org | fail x.net | '' | FAIL | NONE",
                "p=reject | a.b.example.org | pass example.org | '' | PASS | NONE",
                "p=none; np=reject | nowhere.example.org | fail x.net | '' | FAIL | REJECT",
                "p=none; np=reject | host.example.org | fail x.net | '' | FAIL | NONE",
                "p=none; sp=quarantine; np=reject | host.example.org | fail x.net | '' | FAIL | QUARANTINE",
                "p=none; sp=quarantine | nowhere.example.org | fail x.net | '' | FAIL | QUARANTINE",
                "p=none; np=reject | example.org | fail x.net | '' | FAIL | NONE",
                "p=reject; pct=100 | example.org | fail x.net | '' | FAIL | REJECT",
                "p=reject; pct=0 | example.org | fail x.net | '' | FAIL | QUARANTINE",
                "p=quarantine; pct=0 | example.org | fail x.net | '' | FAIL | NONE",
                "p=reject; pct=nonsense | example.org | fail x.net | '' | FAIL | REJECT",
                "p=reject; pct=999 | example.org | fail x.net | '' | FAIL | REJECT",
                "p=reject; unknown=x; =; ;; rua | example.org | fail x.net | '' | FAIL | REJECT",
                "p=nonsense | example.org | fail x.net | '' | NONE | NONE",
                "rua=mailto:a@example.org | example.org | fail x.net | '' | FAIL | NONE",
                "p=nonsense; rua=mailto:a@example.org | example.org | fail x.net | '' | FAIL | NONE",
                "p=reject; sp=nonsense; rua=mailto:a@example.org | example.org | fail x.net | '' | FAIL | NONE",
                "p=reject; sp=nonsense | example.org | fail x.net | '' | NONE | NONE",
            })
    void rows(String record, String from, String spf, String dkim, DmarcOutcome outcome, DmarcPolicy disposition) {
        dns.txt("_dmarc.example.org", "v=DMARC1; " + record).host("host.example.org", "192.0.2.1");
        var result = judge(from, spf, dkim);
        assertThat(result.outcome()).as("%s", result).isEqualTo(outcome);
        assertThat(result.disposition()).as("%s", result).isEqualTo(disposition);
    }

    @Test
    void partOfTheMessagesIsTreatedMilder() {
        dns.txt("_dmarc.example.org", "v=DMARC1; p=reject; pct=30");
        assertThat(judge("example.org", "fail x.net", "", 29).disposition()).isEqualTo(DmarcPolicy.REJECT);
        assertThat(judge("example.org", "fail x.net", "", 30).disposition()).isEqualTo(DmarcPolicy.QUARANTINE);
        assertThat(judge("example.org", "fail x.net", "", 30).requested()).isEqualTo(DmarcPolicy.REJECT);
    }

    @Test
    void theRecordOfTheDomainItselfComesFirst() {
        dns.txt("_dmarc.example.org", "v=DMARC1; p=reject; sp=reject")
                .txt("_dmarc.sub.example.org", "v=DMARC1; p=none");
        var result = judge("sub.example.org", "fail x.net", "");
        assertThat(result.publishedAt()).contains(new DomainName("sub.example.org"));
        assertThat(result.requested()).isEqualTo(DmarcPolicy.NONE);
        assertThat(judge("other.example.org", "fail x.net", "").publishedAt()).contains(new DomainName("example.org"));
    }

    @Test
    void domainsUnderOnePublicSuffixAreStrangers() {
        dns.txt("_dmarc.a.co.uk", "v=DMARC1; p=reject").txt("_dmarc.co.uk", "v=DMARC1; p=none");
        assertThat(judge("a.co.uk", "pass b.co.uk", "pass b.co.uk").outcome()).isEqualTo(DmarcOutcome.FAIL);
        assertThat(judge("b.co.uk", "pass a.co.uk", "").outcome()).isEqualTo(DmarcOutcome.NONE);
    }

    @Test
    void otherTextsAndSeveralRecordsAreNoPolicy() {
        dns.txt("_dmarc.example.org", "v=spf1 -all").txt("_dmarc.example.org", "v=DMARC1; p=reject");
        assertThat(judge("example.org", "fail x.net", "").outcome()).isEqualTo(DmarcOutcome.FAIL);
        dns.txt("_dmarc.example.org", "v=DMARC1; p=none");
        assertThat(judge("example.org", "fail x.net", "").reason())
                .isEqualTo(new DmarcReason.NoPolicy(new DomainName("example.org")));
        for (String text :
                List.of("v=DMARC2; p=reject", "p=reject; v=DMARC1", "v=dmarc1; p=reject", "v=DMARC1x; p=none")) {
            dns.remove("_dmarc.example.net").txt("_dmarc.example.net", text);
            assertThat(judge("example.net", "fail x.net", "").outcome())
                    .as(text)
                    .isEqualTo(DmarcOutcome.NONE);
        }
    }

    @Test
    void aFailingDnsIsNeverAPassOrAnAbsentPolicy() {
        dns.fails("_dmarc.sub.example.org", Failure.SERVER_FAILURE).txt("_dmarc.example.org", "v=DMARC1; p=none");
        var result = judge("sub.example.org", "pass example.org", "pass example.org");
        assertThat(result.outcome()).isEqualTo(DmarcOutcome.TEMPERROR);
        assertThat(result.reason())
                .isEqualTo(new DmarcReason.DnsFailed("_dmarc.sub.example.org", Failure.SERVER_FAILURE));
        dns.txt("_dmarc.example.com", "v=DMARC1; p=none; np=reject").fails("a.example.com", Failure.TIMEOUT);
        assertThat(judge("a.example.com", "fail x.net", "").outcome()).isEqualTo(DmarcOutcome.TEMPERROR);
    }

    @Test
    void reportsGoWhereTheRecordSays() {
        var record = DmarcRecord.parse(
                        "v=DMARC1; p=none; rua=mailto:a@example.org!10m , https://x.example/ ,nonsense,; ruf=mailto:f@example.org")
                .orElseThrow();
        assertThat(record.reports()).containsExactly("mailto:a@example.org!10m", "https://x.example/");
        assertThat(record.failures()).containsExactly("mailto:f@example.org");
        var many = DmarcRecord.parse("v=DMARC1; p=none; rua=" + "mailto:a@example.org,".repeat(5000))
                .orElseThrow();
        assertThat(many.reports()).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void aLongRecordIsRead() {
        dns.txt("_dmarc.example.org", "v=DMARC1; p=reject; " + "x=y; ".repeat(12_000));
        assertThat(judge("example.org", "fail x.net", "").requested()).isEqualTo(DmarcPolicy.REJECT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "From: a@Example.org | Of[domain=example.org]",
                "From: \"x@example.net\" <a@example.org> | Of[domain=example.org]",
                "From: a@example.org, b@example.org | Of[domain=example.org]",
                "From: group: a@example.org; | Of[domain=example.org]",
                "From: a@b\u00fccher.example | Of[domain=xn--bcher-kva.example]",
                "From: a@example.org, b@example.net | Unclear[why=SeveralDomains[domains=[example.net, example.org]]]",
                "From: a@example.org$From: a@example.org | Unclear[why=SeveralFromFields[fields=2]]",
                "From: | Unclear[why=NoFrom[]]",
                "From: group:; | Unclear[why=NoFrom[]]",
                "To: a@example.org | Unclear[why=NoFrom[]]",
                "From: a@[192.0.2.1] | Unclear[why=NotADomain[text=[192.0.2.1]]]",
                "From: a@exa_mple..org | Unclear[why=NotADomain[text=exa_mple..org]]",
            })
    void authors(String header, String author) {
        var utf8 = new String(
                header.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1);
        var content = TestContent.of(utf8.replace("$", "\n") + "\n\nx");
        try {
            assertThat(Author.of(MessageHeader.read(content), content).toString())
                    .isEqualTo(author);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void withoutOneAuthorThereIsNoResult() {
        var dmarc = new Dmarc(dns, PublicSuffixes::shipped, () -> 0);
        var result = dmarc.judge(
                dmarc.find(new Author.Unclear(new DmarcReason.NoFrom())), spf("pass example.org"), List.of());
        assertThat(result.outcome()).isEqualTo(DmarcOutcome.PERMERROR);
        assertThat(result.passes()).isFalse();
    }
}
