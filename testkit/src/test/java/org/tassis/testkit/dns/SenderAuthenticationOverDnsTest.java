package org.tassis.testkit.dns;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.message.Spool;
import org.tassis.senderauth.AuthenticationResult;
import org.tassis.senderauth.AuthenticationSettings;
import org.tassis.senderauth.SenderAuthentication;
import org.tassis.senderauth.dkim.DkimAlgorithm;
import org.tassis.senderauth.dkim.DkimKey;
import org.tassis.senderauth.dkim.DkimOutcome;
import org.tassis.senderauth.dkim.DkimResult;
import org.tassis.senderauth.dkim.DkimSettings;
import org.tassis.senderauth.dkim.DkimSigner;
import org.tassis.senderauth.dkim.SigningSettings;
import org.tassis.senderauth.dmarc.DmarcOutcome;
import org.tassis.senderauth.dmarc.PublicSuffixes;
import org.tassis.senderauth.dns.Answer.Failure;
import org.tassis.senderauth.dns.DnsSettings;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.senderauth.dns.ResolverDns;
import org.tassis.senderauth.spf.SpfOutcome;

/// Sender authentication with a name server on the wire.
@Timeout(60)
class SenderAuthenticationOverDnsTest {
    private static final DomainName DOMAIN = new DomainName("example.org");
    private static final DkimKey RSA = DkimKey.generate(DOMAIN, "r", DkimAlgorithm.RSA_SHA256);
    private static final DkimKey ED25519 = DkimKey.generate(DOMAIN, "e", DkimAlgorithm.ED25519_SHA256);

    private final InMemoryDns zone = new InMemoryDns()
            .txt("example.org", "v=spf1 include:spf.example.net -all")
            .txt("example.org", "other text " + "x".repeat(2000)) // too long for UDP
            .txt("spf.example.net", "v=spf1 mx:example.org -all")
            .mx("example.org", 10, "mx.example.org")
            .host("mx.example.org", "127.0.0.1")
            .alias(RSA.recordName(), "r.keys.example.net")
            .txt("r.keys.example.net", RSA.recordText())
            .txt(ED25519.recordName(), ED25519.recordText())
            .txt("_dmarc.example.org", "v=DMARC1; p=reject");

    private AuthenticationResult check(FakeDnsServer server) throws Exception {
        var dns = new ResolverDns(
                new DnsSettings(
                        List.of(server.address()), Duration.ofMillis(300), 1, 100, 1_000_000, DnsSettings.LOOPBACK),
                InstantSource.system());
        var checks = new SenderAuthentication(
                dns,
                new AuthenticationSettings(
                        new DomainName("mx.tassis.example"), Duration.ofSeconds(30), DkimSettings.DEFAULT),
                PublicSuffixes::shipped,
                InstantSource.system());
        byte[] message = "From: ann@example.org\r\n\r\nHello\r\n".getBytes(US_ASCII);
        var signed = new ByteArrayOutputStream();
        try (var plain = spool(message)) {
            signed.writeBytes(new DkimSigner(List.of(RSA, ED25519), SigningSettings.DEFAULT)
                    .sign(plain, InstantSource.system().instant()));
        }
        signed.writeBytes(message);
        try (var content = spool(signed.toByteArray())) {
            return checks.check(
                    InetAddress.getLoopbackAddress(), "mx.example.org", EmailAddress.parse("ann@example.org"), content);
        }
    }

    private static Spool spool(byte[] octets) throws Exception {
        var spool = new Spool(Path.of("."));
        spool.write(octets, 0, octets.length);
        spool.finish();
        return spool;
    }

    @Test
    void everythingPassesOverUdpAndTcp() throws Exception {
        try (var server = new FakeDnsServer(zone)) {
            var result = check(server);
            assertThat(result.spf().outcome()).as("%s", result.spf()).isEqualTo(SpfOutcome.PASS);
            assertThat(result.dkim()).hasSize(2).allMatch(DkimResult::passes);
            assertThat(result.dmarc().passes()).isTrue();
            assertThat(server.tcpQuestions()).isPositive();
        }
    }

    @Test
    void aServerThatFailsOrIsGoneLetsNothingPass() throws Exception {
        for (var failure : List.of(Failure.TIMEOUT, Failure.SERVER_FAILURE, Failure.MALFORMED)) {
            for (String name : List.of("example.org", RSA.recordName(), ED25519.recordName(), "_dmarc.example.org")) {
                zone.fails(name, failure);
            }
            try (var server = new FakeDnsServer(zone)) {
                assertNothingPasses(check(server));
            }
        }
        var gone = new FakeDnsServer(zone);
        gone.close();
        assertNothingPasses(check(gone));
    }

    private static void assertNothingPasses(AuthenticationResult result) {
        assertThat(result.spf().outcome()).isEqualTo(SpfOutcome.TEMPERROR);
        assertThat(result.dkim()).extracting(DkimResult::outcome).containsOnly(DkimOutcome.TEMPERROR);
        assertThat(result.dmarc().outcome()).isEqualTo(DmarcOutcome.TEMPERROR);
    }
}
