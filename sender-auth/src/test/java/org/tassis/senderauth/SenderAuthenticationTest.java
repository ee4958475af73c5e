package org.tassis.senderauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.message.MessageContent;
import org.tassis.senderauth.dkim.ArcOutcome;
import org.tassis.senderauth.dkim.DkimAlgorithm;
import org.tassis.senderauth.dkim.DkimKey;
import org.tassis.senderauth.dkim.DkimOutcome;
import org.tassis.senderauth.dkim.DkimReason;
import org.tassis.senderauth.dkim.DkimResult;
import org.tassis.senderauth.dkim.DkimSettings;
import org.tassis.senderauth.dkim.DkimSigner;
import org.tassis.senderauth.dkim.SigningSettings;
import org.tassis.senderauth.dmarc.DmarcOutcome;
import org.tassis.senderauth.dmarc.DmarcPolicy;
import org.tassis.senderauth.dmarc.DmarcReason;
import org.tassis.senderauth.dmarc.PublicSuffixes;
import org.tassis.senderauth.dns.Answer.Failure;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.senderauth.spf.SpfOutcome;
import org.tassis.senderauth.spf.SpfReason;

/// All checks together.
@Timeout(60)
class SenderAuthenticationTest {
    private static final DomainName DOMAIN = new DomainName("example.org");
    private static final DomainName HOST = new DomainName("mx.tassis.example");
    private static final DkimKey RSA = DkimKey.generate(DOMAIN, "r", DkimAlgorithm.RSA_SHA256);
    private static final DkimKey ED25519 = DkimKey.generate(DOMAIN, "e", DkimAlgorithm.ED25519_SHA256);
    private static final Instant NOW = Instant.parse("2026-02-03T10:11:12Z");
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");
    private static final Optional<EmailAddress> SENDER = EmailAddress.parse("ann@example.org");
    private static final String MESSAGE = "From: Ann <ann@example.org>\nSubject: Hello\n\nHello\n";

    private final InMemoryDns dns = new InMemoryDns()
            .txt("example.org", "v=spf1 ip4:192.0.2.0/24 -all")
            .txt(RSA.recordName(), RSA.recordText())
            .txt(ED25519.recordName(), ED25519.recordText())
            .txt("_dmarc.example.org", "v=DMARC1; p=reject");

    private SenderAuthentication checks(Duration limit) {
        return new SenderAuthentication(
                dns,
                new AuthenticationSettings(HOST, limit, DkimSettings.DEFAULT),
                PublicSuffixes::shipped,
                InstantSource.fixed(NOW));
    }

    private AuthenticationResult check(MessageContent content) throws Exception {
        return checks(Duration.ofMinutes(1)).check(CLIENT, "mail.example.org", SENDER, content);
    }

    private static MessageContent signed(String message) throws Exception {
        byte[] octets = TestContent.octets(message);
        var out = new ByteArrayOutputStream();
        out.writeBytes(
                new DkimSigner(List.of(RSA, ED25519), SigningSettings.DEFAULT).sign(TestContent.of(octets), NOW));
        out.writeBytes(octets);
        return TestContent.of(out.toByteArray());
    }

    @Test
    void aGoodMessagePassesEverything() throws Exception {
        var result = check(signed(MESSAGE));
        assertThat(result.spf().outcome()).isEqualTo(SpfOutcome.PASS);
        assertThat(result.dkim()).hasSize(2).allMatch(DkimResult::passes);
        assertThat(result.arc().outcome()).isEqualTo(ArcOutcome.NONE);
        assertThat(result.dmarc().reason()).isEqualTo(new DmarcReason.Aligned(true, List.of(DOMAIN)));
        assertThat(AuthenticationResultsField.render(HOST, result))
                .matches("(?s)Authentication-Results: mx\\.tassis\\.example;\r\n"
                        + "\tspf=pass smtp\\.mailfrom=example\\.org;\r\n"
                        + "\tdkim=pass header\\.d=example\\.org header\\.s=r header\\.a=rsa-sha256 header\\.b=[^;]{8,10};\r\n"
                        + "\tdkim=pass header\\.d=example\\.org header\\.s=e header\\.a=ed25519-sha256 header\\.b=[^;]{8,10};"
                        + "\r\n\tdmarc=pass \\(p=reject dis=none\\) header\\.from=example\\.org\r\n");
    }

    @Test
    void aForgedMessageIsToBeRefused() throws Exception {
        var result = checks(Duration.ofMinutes(1))
                .check(InetAddress.ofLiteral("198.51.100.7"), "evil\r\n\"x", Optional.empty(), TestContent.of(MESSAGE));
        assertThat(result.dmarc().disposition()).isEqualTo(DmarcPolicy.REJECT);
        assertThat(AuthenticationResultsField.render(HOST, result))
                .isEqualTo("Authentication-Results: mx.tassis.example;\r\n\tspf=none smtp.helo=\"evil??\\\"x\";\r\n"
                        + "\tdkim=none;\r\n\tdmarc=fail (p=reject dis=reject) header.from=example.org\r\n");
    }

    @Test
    void whenTheDnsFailsNothingPasses() throws Exception {
        for (String name : List.of("example.org", RSA.recordName(), ED25519.recordName(), "_dmarc.example.org")) {
            dns.fails(name, Failure.TIMEOUT);
        }
        var result = check(signed(MESSAGE));
        assertThat(result.spf().outcome()).isEqualTo(SpfOutcome.TEMPERROR);
        assertThat(result.dkim()).extracting(DkimResult::outcome).containsOnly(DkimOutcome.TEMPERROR);
        assertThat(result.dmarc().outcome()).isEqualTo(DmarcOutcome.TEMPERROR);
    }

    @Test
    void whatIsNotReadyInTimeIsATemporaryError() throws Exception {
        dns.silent("example.org").silent(RSA.recordName()).silent(ED25519.recordName());
        var result = checks(Duration.ofMillis(200)).check(CLIENT, "mail.example.org", SENDER, signed(MESSAGE));
        assertThat(result.spf().reason()).isEqualTo(new SpfReason.OutOfTime());
        assertThat(result.dkim()).extracting(DkimResult::reason).containsOnly(new DkimReason.OutOfTime());
        assertThat(result.dmarc().reason()).as("it may pass later").isEqualTo(new DmarcReason.Unsure());
        assertThat(result.dmarc().requested()).isEqualTo(DmarcPolicy.REJECT);

        dns.silent("_dmarc.example.org");
        var without = checks(Duration.ofMillis(200)).check(CLIENT, "mail.example.org", SENDER, signed(MESSAGE));
        assertThat(without.dmarc().reason()).isEqualTo(new DmarcReason.OutOfTime());
        assertThat(without.dmarc().passes()).isFalse();
        assertThat(checks(Duration.ofMillis(50)).checkSpf(CLIENT, "x", SENDER).reason())
                .isEqualTo(new SpfReason.OutOfTime());
    }

    /// Each check waits for another one's question: one after the other they would never end.
    @Test
    void checksRunAtTheSameTime() throws Exception {
        dns.silent("example.org").silent(RSA.recordName()).silent("_dmarc.example.org");
        var content = signed(MESSAGE);
        var result = new AuthenticationResult[1];
        var checking = Thread.ofVirtual().start(() -> {
            try {
                result[0] = check(content);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        var names = List.of("example.org", RSA.recordName(), "_dmarc.example.org");
        while (!dns.asked().stream().map(InMemoryDns.Asked::name).toList().containsAll(names)) {
            Thread.onSpinWait();
        }
        names.forEach(dns::speak);
        checking.join();
        assertThat(result[0].dmarc().passes()).isTrue();
    }

    @Test
    void anInterruptedCheckIsGivenUp() throws Exception {
        dns.silent("example.org");
        var content = signed(MESSAGE);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> check(content)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void hostileHeadersAreBounded() throws Exception {
        for (String header : List.of(
                "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=r; h=from; bh=" + "A".repeat(43) + "=; b=AAAA\n",
                "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=example.org; s=r; b=AAAA\n",
                "From: x@example.org\n",
                "Authentication-Results: mx.tassis.example; dmarc=pass\n",
                "x\n")) {
            var result = check(TestContent.of(header.repeat(10_000) + MESSAGE));
            assertThat(result.dkim().size()).isLessThanOrEqualTo(10);
            assertThat(result.dkim()).noneMatch(DkimResult::passes);
            assertThat(result.arc().passes()).isFalse();
        }
        String huge = IntStream.range(0, 20).mapToObj(i -> "x".repeat(50_000)).reduce("", String::concat);
        var result = check(TestContent.of("DKIM-Signature: " + huge + "\n" + MESSAGE));
        assertThat(result.dkim()).hasSize(1).noneMatch(DkimResult::passes);
        assertThat(AuthenticationResultsField.render(HOST, result).lines()).allMatch(line -> line.length() < 998);
    }

    @Test
    void anEmptyMessageIsJudged() throws Exception {
        assertThat(check(TestContent.of(new byte[0])).dmarc().reason()).isEqualTo(new DmarcReason.NoFrom());
        assertThat(check(TestContent.of("\n\n".getBytes(ISO_8859_1))).dkim()).isEmpty();
    }
}
