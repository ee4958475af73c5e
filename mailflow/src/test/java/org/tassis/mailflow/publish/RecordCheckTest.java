package org.tassis.mailflow.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.publish.CheckedRecord.State;
import org.tassis.mailflow.publish.RecordToPublish.Purpose;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.senderauth.dkim.DkimAlgorithm;
import org.tassis.senderauth.dkim.DkimKey;
import org.tassis.senderauth.dns.Answer.Failure;
import org.tassis.senderauth.dns.DnsName;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.senderauth.dns.Tlsa;

class RecordCheckTest {
    private static final DomainName ORG = new DomainName("example.org");
    private static final DomainName HOST = new DomainName("mail.example.net");
    private static final DkimKey KEY = DkimKey.generate(ORG, "s1", DkimAlgorithm.RSA_SHA256);
    private static final StsPublication STS =
            new StsPublication(StsPublication.Mode.ENFORCE, Duration.ofDays(7), HOST, ORG::equals);
    private static final RecordsToPublish WANTED = RecordsToPublish.of(
            ORG,
            new RecordsToPublish.Facts(
                    HOST,
                    List.of(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("2001:db8::1")),
                    List.of(new SigningKeys.Key(KEY, SigningKeys.State.SIGNING, Instant.EPOCH)),
                    EmailAddress.parse("dmarc-reports@example.org"),
                    EmailAddress.parse("tls-reports@example.org"),
                    STS.id(),
                    List.of(
                            new RecordsToPublish.Service("_imaps", 993),
                            new RecordsToPublish.Service("_autodiscover", 443)),
                    Optional.of("3 1 1 " + "ab".repeat(32))));

    private final InMemoryDns dns = new InMemoryDns();
    private final RecordCheck check = new RecordCheck(dns, HOST, InstantSource.system());

    @BeforeEach
    void host() {
        dns.host("mail.example.net", "192.0.2.1", "2001:db8::1");
    }

    private Map<Purpose, CheckedRecord> checked() {
        return check.check(WANTED).stream()
                .collect(Collectors.toMap(one -> one.record().purpose(), one -> one, (first, _) -> first));
    }

    private String code(Purpose purpose) {
        return checked().get(purpose).code();
    }

    private void publish() {
        for (RecordToPublish record : WANTED.records()) {
            switch (record.type()) {
                case MX -> dns.mx(record.name(), 10, "mail.example.net");
                case TXT -> dns.txt(record.name(), record.value());
                case CNAME -> dns.alias(record.name(), "mail.example.net");
                case TLSA ->
                    dns.tlsa(record.name(), new Tlsa(3, 1, 1, HexFormat.of().parseHex("ab".repeat(32))))
                            .validated("mail.example.net");
                case SRV ->
                    dns.srv(record.name(), Integer.parseInt(record.value().split(" ")[2]), "mail.example.net");
                case A, AAAA -> {} // the host is there
                case PTR -> dns.ptr(DnsName.address(record.name()).orElseThrow().getHostAddress(), "mail.example.net");
            }
        }
    }

    @Test
    void whatIsAdvisedIsWhatIsGreen() {
        publish();
        assertThat(check.check(WANTED)).hasSize(16).allSatisfy(one -> {
            assertThat(one.state()).as(one.toString()).isEqualTo(State.GREEN);
            assertThat(one.code()).isEqualTo("green");
        });
    }

    @Test
    void whatIsNotThereIsMissing() {
        assertThat(check.check(WANTED))
                .filteredOn(one -> one.record().purpose() != Purpose.ADDRESS)
                .extracting(CheckedRecord::state)
                .containsOnly(State.MISSING);
        assertThat(code(Purpose.MX)).isEqualTo("missing");
        assertThat(code(Purpose.TLSA)).isEqualTo("missing-optional");
    }

    @Test
    void aDnsThatFailsIsNobodysMistake() {
        for (RecordToPublish record : WANTED.records()) {
            dns.fails(record.name(), Failure.SERVER_FAILURE);
        }
        assertThat(check.check(WANTED)).extracting(CheckedRecord::state).containsOnly(State.UNKNOWN);
    }

    @Test
    void mistakesAreNamed() {
        dns.mx("example.org", 10, "mx.elsewhere.example")
                .txt("example.org", "v=spf1 ip4:198.51.100.1 -all")
                .txt("s1._domainkey.example.org", KEY.recordText().substring(0, 255))
                .txt("_dmarc.example.org", "v=DMARC1; p=reject")
                .txt("_mta-sts.example.org", "v=STSv1; id=old")
                .host("mta-sts.example.org", "203.0.113.9")
                .txt("_smtp._tls.example.org", "v=TLSRPTv1; rua=mailto:other@example.org")
                .tlsa("_25._tcp.mail.example.net", new Tlsa(3, 1, 1, new byte[32]))
                .srv("_imaps._tcp.example.org", 993, "imap.elsewhere.example")
                .ptr("192.0.2.1", "host-1.provider.example")
                .host("autodiscover.example.org", "203.0.113.9");
        assertThat(code(Purpose.MX)).isEqualTo("mx-elsewhere");
        assertThat(code(Purpose.SPF)).isEqualTo("spf-not-us");
        assertThat(code(Purpose.DKIM)).isEqualTo("dkim-cut");
        assertThat(code(Purpose.DMARC)).isEqualTo("dmarc-no-reports");
        assertThat(code(Purpose.MTA_STS)).isEqualTo("sts-other");
        assertThat(code(Purpose.MTA_STS_HOST)).isEqualTo("name-elsewhere");
        assertThat(code(Purpose.TLS_RPT)).isEqualTo("tlsrpt-other");
        assertThat(code(Purpose.TLSA)).isEqualTo("tlsa-other");
        assertThat(code(Purpose.CLIENTS)).isEqualTo("service-elsewhere");
        assertThat(code(Purpose.REVERSE)).isEqualTo("reverse-other");
        assertThat(code(Purpose.AUTODISCOVER)).isEqualTo("name-elsewhere");
        assertThat(checked().get(Purpose.MX).text(Locale.ENGLISH))
                .isEqualTo("Mail goes to mx.elsewhere.example, not to mail.example.net.");
        dns.txt("example.org", "v=spf1 mx -all")
                .txt("_dmarc.example.org", "v=DMARC1; p=none")
                .txt("s1._domainkey.example.org", "v=DKIM1; p=");
        assertThat(code(Purpose.SPF)).isEqualTo("spf-several");
        assertThat(code(Purpose.DMARC)).isEqualTo("dmarc-several");
        assertThat(code(Purpose.DKIM)).isEqualTo("dkim-several");
        dns.remove("example.org")
                .txt("example.org", "v=spf1 ipv4:1")
                .remove("_dmarc.example.org")
                .txt("_dmarc.example.org", "v=DMARC1; hello")
                .remove("s1._domainkey.example.org")
                .txt("s1._domainkey.example.org", "v=DKIM1; k=rsa; p=AAAA");
        assertThat(code(Purpose.SPF)).isEqualTo("spf-broken");
        assertThat(code(Purpose.DMARC)).isEqualTo("dmarc-no-policy");
        assertThat(code(Purpose.DKIM)).isEqualTo("dkim-other-key");
    }

    @Test
    void anAddressThatIsNotOurs() {
        dns.remove("mail.example.net").host("mail.example.net", "203.0.113.7");
        assertThat(checked().get(Purpose.ADDRESS).text(Locale.ENGLISH))
                .isEqualTo("The name leads to 203.0.113.7, not to 192.0.2.1, which is this server.");
        assertThat(code(Purpose.REVERSE)).isEqualTo("reverse-missing");
    }

    @Test
    void aZoneFileHasOwnRecordsAndTellsOfOthers() {
        String zone = WANTED.zoneFile();
        assertThat(zone.lines())
                .contains(
                        "example.org. IN MX 10 mail.example.net.",
                        "autodiscover.example.org. IN CNAME mail.example.net.",
                        "_autodiscover._tcp.example.org. IN SRV 0 1 443 mail.example.net.",
                        "; mail.example.net. IN A 192.0.2.1",
                        "; 1.2.0.192.in-addr.arpa. IN PTR mail.example.net.")
                .noneMatch(line -> line.startsWith("mail.example.net."));
    }

    @Test
    void zoneLinesCanBePasted() {
        assertThat(WANTED.records().stream().map(RecordToPublish::zoneLine))
                .contains(
                        "example.org. IN MX 10 mail.example.net.",
                        "example.org. IN TXT \"v=spf1 mx -all\"",
                        "_dmarc.example.org. IN TXT \"v=DMARC1; p=none; rua=mailto:dmarc-reports@example.org\"",
                        "mta-sts.example.org. IN CNAME mail.example.net.",
                        "_imaps._tcp.example.org. IN SRV 0 1 993 mail.example.net.",
                        "_25._tcp.mail.example.net. IN TLSA 3 1 1 " + "ab".repeat(32))
                .anyMatch(
                        line -> line.matches("s1\\._domainkey\\.example\\.org\\. IN TXT \\( (\"[^\"]{1,255}\" ?)+\\)"));
    }

    @Test
    void thePolicyIsServedForDomainsHere() {
        String policy = "version: STSv1\r\nmode: enforce\r\nmx: mail.example.net\r\nmax_age: 604800\r\n";
        assertThat(STS.answer("mta-sts.example.org")).contains(policy);
        assertThat(STS.answer("MTA-STS.Example.org:443")).contains(policy);
        assertThat(STS.answer("example.org")).isEmpty();
        assertThat(STS.answer("mta-sts.elsewhere.example")).isEmpty();
        assertThat(STS.answer("mta-sts.")).isEmpty();
        StsPublication off = new StsPublication(StsPublication.Mode.OFF, Duration.ofDays(7), HOST, ORG::equals);
        assertThat(off.answer("mta-sts.example.org")).isEmpty();
        assertThat(off.id()).isEmpty();
        assertThat(STS.id().orElseThrow()).matches("[0-9a-f]{16}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"_fr", "_nl"})
    void everyLanguageHasEverySentence(String suffix) throws IOException {
        Properties english = texts("");
        Properties other = texts(suffix);
        assertThat(other.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            for (String word : List.of("{0}", "{1}")) {
                assertThat(other.getProperty(key).contains(word))
                        .as(key)
                        .isEqualTo(english.getProperty(key).contains(word));
            }
            assertThat(other.getProperty(key).replace("''", "")).as(key).doesNotContain("'");
        }
    }

    private static Properties texts(String suffix) throws IOException {
        Properties texts = new Properties();
        try (Reader in = new InputStreamReader(
                RecordCheck.class.getResourceAsStream("records" + suffix + ".properties"), StandardCharsets.UTF_8)) {
            texts.load(in);
        }
        return texts;
    }
}
