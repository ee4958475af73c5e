package org.tassis.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.QueuedMessage;
import org.tassis.mailflow.queue.Transport;
import org.tassis.mailflow.remote.RemoteSettings;
import org.tassis.mailflow.remote.RemoteTransport;
import org.tassis.mailflow.remote.Routes;
import org.tassis.mailflow.remote.TlsSession;
import org.tassis.net.SelfSigned;
import org.tassis.senderauth.dns.Dns;
import org.tassis.senderauth.dns.DnsSettings;
import org.tassis.senderauth.dns.ResolverDns;
import org.tassis.testkit.LocalUnbound;
import org.tassis.testkit.TestMessages;

/// DANE (RFC 7672) with zones that are really signed and a resolver that really validates.
@Timeout(60)
class DnssecTest {
    private static final List<AutoCloseable> OPEN = new ArrayList<>();

    private static final ScriptedMx MX = new ScriptedMx();
    private static Dns dns;
    private static SSLContext verifying;

    private final List<TlsSession> sessions = new ArrayList<>();
    private long serial;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        OPEN.add(MX);
        Optional<String> obstacle = LocalUnbound.obstacle();
        assumeTrue(obstacle.isEmpty(), () -> "SKIPPED: " + obstacle.orElseThrow());
        SelfSigned certificate =
                new SelfSigned(directory.resolve("tls"), List.of("mx.good.example"), InstantSource.system());
        verifying = TestCertificates.trusting(certificate.issuer());
        MX.tls(TestCertificates.server(certificate.chain(), certificate.key()));
        X509Certificate leaf = (X509Certificate)
                TestCertificates.certificates(certificate.chain()).iterator().next();
        String right = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(leaf.getPublicKey().getEncoded()));
        String wrong = "0".repeat(63) + "1";
        String tlsa = "_" + MX.port() + "._tcp.mx IN TLSA 3 1 1 ";
        String mx = "@ IN MX 10 mx";
        String host = "mx IN A 127.0.0.1";
        LocalUnbound unbound = LocalUnbound.in(directory)
                .signed("good.example", mx, host, tlsa + right)
                .signed("other.example", mx, host, tlsa + wrong)
                .signed("changed.example", zone -> zone.replace(right, wrong), mx, host, tlsa + right)
                .signed("moved.example", zone -> zone.replace("10 mx.moved", "11 mx.moved"), mx, host)
                .signed("silent.example", mx, host)
                .unsigned("plain.example", mx, host, tlsa + wrong)
                .start();
        OPEN.add(unbound);
        dns = new ResolverDns(DnsSettings.DEFAULT.withResolvers(List.of(unbound.address())), InstantSource.system());
    }

    @AfterAll
    static void close() throws Exception {
        for (AutoCloseable one : OPEN.reversed()) {
            one.close();
        }
    }

    /// @return the status code
    private String send(String domain) {
        RemoteSettings settings = RemoteSettings.of(
                        DomainName.parse("out.example.org").orElseThrow())
                .withPort(MX.port())
                .withLimits(
                        Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));
        byte[] octets = TestMessages.simple("subject", "text");
        Outgoing outgoing = new Outgoing(
                "id",
                Optional.empty(),
                EmailAddress.parse("ann@example.org"),
                MailParameters.NONE,
                "",
                List.of(new Outgoing.To(EmailAddress.valueOf("zoe@" + domain), RecipientParameters.NONE)));
        Queued row = Queued.fresh(
                QueuedMessage.of(outgoing, ++serial, octets.length, Instant.EPOCH),
                outgoing.recipients().getFirst(),
                ++serial,
                Duration.ofDays(5));
        try (RemoteTransport transport = new RemoteTransport(
                                dns, Routes.DIRECT, settings, verifying, new Random(1), Optional.empty())
                        .observedBy(sessions::add);
                Transport.Carrier carrier = transport.carrier(transport.lane(row.destination()))) {
            Transport.Result result = carrier.carry(List.of(row), TestMessages.content(octets));
            return result.outcomes().get(row.id()).status().code().toString();
        }
    }

    @Test
    void whatSignedRecordsNameIsBelieved() throws Exception {
        assertThat(dns.tlsa("_" + MX.port() + "._tcp.mx.good.example").validated())
                .isTrue();
        assertThat(send("good.example")).isEqualTo("2.0.0");
        assertThat(MX.next().tls()).isTrue();
        assertThat(sessions)
                .singleElement()
                .extracting(session -> session.policy().kind())
                .isEqualTo(TlsSession.PolicyKind.TLSA);
    }

    @Test
    void aCertificateThatTheyDoNotNameGetsNoMail() {
        assertThat(send("other.example")).isEqualTo("4.7.5");
        assertThat(MX.taken()).noneMatch(taken -> taken.recipients().toString().contains("other.example"));
    }

    @Test
    void recordsThatWereChangedOnTheWayHoldMailBack() {
        assertThat(send("changed.example")).isEqualTo("4.7.5");
        assertThat(MX.taken()).noneMatch(taken -> taken.recipients().toString().contains("changed.example"));
    }

    @Test
    void serversThatWereChangedOnTheWayAreNotAsked() {
        assertThat(send("moved.example")).startsWith("4.");
        assertThat(MX.taken()).noneMatch(taken -> taken.recipients().toString().contains("moved.example"));
    }

    @Test
    void aSignedZoneWithoutRecordsWantsNothing() throws Exception {
        assertThat(send("silent.example")).isEqualTo("2.0.0");
        MX.next();
    }

    @Test
    void recordsThatNobodySignedMeanNothing() throws Exception {
        assertThat(dns.tlsa("_" + MX.port() + "._tcp.mx.plain.example").validated())
                .isFalse();
        assertThat(send("plain.example")).isEqualTo("2.0.0");
        MX.next();
    }
}
