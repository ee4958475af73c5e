package org.tassis.mailflow.report.told;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.mailflow.report.Tally.Kind;

@Timeout(60)
class ToldReportTest {
    private static final String XML = """
        <?xml version="1.0" encoding="UTF-8" ?>
        <feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0">
          <version>1.0</version>
          <report_metadata><org_name>far.example</org_name><email>x@far.example</email><report_id>id-1</report_id>
            <date_range><begin>1770076800</begin><end>1770163199</end></date_range></report_metadata>
          <policy_published><domain>example.org</domain><p>none</p></policy_published>
          <record><row><source_ip>192.0.2.1</source_ip><count>7</count>
            <policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated></row>
            <identifiers><header_from>example.org</header_from></identifiers>
            <auth_results><spf><domain>example.org</domain><result>fail</result></spf></auth_results></record>
          <record><row><source_ip>192.0.2.2</source_ip><count>nonsense</count></row></record>
        </feedback>
        """;
    private static final String JSON = """
        {"organization-name":"far.example","date-range":{"start-datetime":"2026-02-03T00:00:00Z",
         "end-datetime":"2026-02-03T23:59:59Z"},"contact-info":"x@far.example","report-id":"id-2","unknown":[[{}]],
         "policies":[{"policy":{"policy-type":"sts","policy-string":["version: STSv1"],"policy-domain":"example.org",
         "mx-host":["*.example.org"]},"summary":{"total-successful-session-count":5,"total-failure-session-count":2},
         "failure-details":[{"result-type":"certificate-expired","sending-mta-ip":"192.0.2.9",
         "receiving-mx-hostname":"mx.example.org","receiving-ip":"192.0.2.10","failed-session-count":2}]}]}
        """;

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] octets) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(out)) {
            zip.write(octets);
        }
        return out.toByteArray();
    }

    private static byte[] zip(byte[] octets) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("report.xml"));
            zip.write(octets);
        }
        return out.toByteArray();
    }

    @Test
    void anAggregateReportIsRead() throws IOException {
        for (byte[] form : List.of(octets(XML), gzip(octets(XML)), zip(octets(XML)), octets("\ufeff" + XML))) {
            ToldReport report = IncomingReports.parse(form);
            assertThat(report.kind()).isEqualTo(Kind.DMARC_TOLD);
            assertThat(report.reporter()).isEqualTo("far.example");
            assertThat(report.id()).isEqualTo("id-1");
            assertThat(report.begin()).isEqualTo(Instant.ofEpochSecond(1_770_076_800));
            assertThat(report.rows())
                    .containsExactly(new ToldReport.Row(
                            "example.org",
                            List.of("far.example", "192.0.2.1", "none", "pass", "fail", "example.org"),
                            7));
        }
    }

    @Test
    void aReportAboutTlsIsRead() throws IOException {
        for (byte[] form : List.of(octets(JSON), gzip(octets(JSON)))) {
            ToldReport report = IncomingReports.parse(form);
            assertThat(report.kind()).isEqualTo(Kind.TLS_TOLD);
            assertThat(report.id()).isEqualTo("id-2");
            assertThat(report.rows())
                    .containsExactly(
                            new ToldReport.Row(
                                    "example.org",
                                    List.of(
                                            "far.example",
                                            "sts",
                                            "example.org",
                                            "certificate-expired",
                                            "mx.example.org",
                                            "192.0.2.10",
                                            ""),
                                    2),
                            new ToldReport.Row(
                                    "example.org", List.of("far.example", "sts", "example.org", "", "", "", ""), 5));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "<html/>",
                "<feedback/>",
                "{}",
                "{\"policies\":7}",
                "[1]",
                "<feedback",
                "<!DOCTYPE feedback [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><feedback><policy_published>"
                        + "<domain>&b;</domain></policy_published></feedback>",
                "<!DOCTYPE feedback [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><feedback><policy_published>"
                        + "<domain>&x;</domain></policy_published></feedback>",
            })
    void whatIsNoReportIsRefused(String text) {
        assertThatThrownBy(() -> IncomingReports.parse(octets(text))).isInstanceOf(IOException.class);
    }

    @Test
    void bombsAreRefused() throws IOException {
        byte[] much = new byte[Unpacking.MOST + 1];
        java.util.Arrays.fill(much, (byte) ' ');
        for (byte[] bomb : List.of(gzip(much), zip(much), much)) {
            assertThatThrownBy(() -> IncomingReports.parse(bomb))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("octets unpacked");
        }
        assertThatThrownBy(() -> IncomingReports.parse(octets("<feedback>".repeat(1000))))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> IncomingReports.parse(octets("{\"a\":".repeat(1000))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void whatIsTooMuchIsCut() throws IOException {
        String record = XML.substring(XML.indexOf("<record>"), XML.indexOf("</record>") + 9);
        String many = XML.replace(record, record.repeat(ToldReport.MOST_ROWS + 5))
                .replace("far.example</org_name>", "x".repeat(5000) + "</org_name>");
        ToldReport report = IncomingReports.parse(octets(many));
        assertThat(report.rows()).hasSize(ToldReport.MOST_ROWS);
        assertThat(report.reporter()).hasSize(ToldReport.MAX_TEXT);
    }

    /// Octets changed, dropped and doubled anywhere: whatever comes of it is a report or an IOException.
    @Test
    void nonsenseEndsInNothingElse() throws IOException {
        Random random = new Random(8460);
        List<byte[]> seeds = List.of(octets(XML), octets(JSON), gzip(octets(XML)), zip(octets(JSON)));
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] octets = seeds.get(round % seeds.size()).clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(octets.length);
                switch (random.nextInt(3)) {
                    case 0 -> octets[at] = (byte) random.nextInt();
                    case 1 -> octets = java.util.Arrays.copyOf(octets, Math.max(1, at));
                    default -> System.arraycopy(octets, at / 2, octets, at, octets.length - at);
                }
            }
            try {
                read += IncomingReports.parse(octets).rows().size() > 0 ? 1 : 0;
            } catch (IOException e) {
                // as it should be
            }
        }
        assertThat(read).isPositive();
    }
}
