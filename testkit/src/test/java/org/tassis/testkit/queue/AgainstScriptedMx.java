package org.tassis.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Secret;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.QueuedMessage;
import org.tassis.mailflow.queue.Transport;
import org.tassis.mailflow.remote.Relay;
import org.tassis.mailflow.remote.RemoteSettings;
import org.tassis.mailflow.remote.RemoteTransport;
import org.tassis.mailflow.remote.Routes;
import org.tassis.mailflow.remote.StsPolicies;
import org.tassis.mailflow.remote.TlsSession;
import org.tassis.message.MessageContent;
import org.tassis.net.SelfSigned;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestMessages;

/// A transport, the DNS that it asks and the server that it finds there.
@Timeout(60)
abstract class AgainstScriptedMx {
    static SSLContext serverTls;
    static SSLContext verifying;
    static X509Certificate leaf;
    static X509Certificate authority;

    final InMemoryDns dns = new InMemoryDns();
    final ScriptedMx mx = new ScriptedMx();
    final List<AutoCloseable> open = new ArrayList<>(List.of(mx));
    Duration limit = Duration.ofSeconds(20);
    Routes routes = Routes.DIRECT;
    Set<InetAddress> own = Set.of();
    byte[] octets = TestMessages.simple("subject", "line\r\n.dot\r\n..two\r\n.\r\nend");
    long serial;
    final Map<String, String> web = new HashMap<>();
    final List<TlsSession> sessions = new ArrayList<>();
    final TestClock stsClock = new TestClock();
    final StsPolicies policies = new StsPolicies(
            dns,
            domain -> {
                String text = web.get(domain);
                if (text == null) {
                    throw new IOException("404");
                }
                return text;
            },
            stsClock);

    @BeforeAll
    static void certificates(@TempDir Path directory) throws Exception {
        SelfSigned certificate =
                new SelfSigned(directory.resolve("tls"), List.of("mx.one.example"), InstantSource.system());
        serverTls = TestCertificates.server(certificate.chain(), certificate.key());
        verifying = TestCertificates.trusting(certificate.issuer());
        leaf = (X509Certificate)
                TestCertificates.certificates(certificate.chain()).iterator().next();
        authority = (X509Certificate)
                TestCertificates.certificates(certificate.issuer()).iterator().next();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    RemoteTransport transport() {
        RemoteSettings settings = RemoteSettings.of(
                        DomainName.parse("out.example.org").orElseThrow())
                .withPort(mx.port())
                .withLimits(Duration.ofSeconds(5), limit, limit, limit)
                .withOwnAddresses(own);
        RemoteTransport transport = new RemoteTransport(
                        dns, routes, settings, verifying, new Random(1), Optional.of(policies))
                .observedBy(sessions::add);
        open.add(transport);
        return transport;
    }

    void oneHost() {
        dns.mx("one.example", 10, "mx.one.example").host("mx.one.example", "127.0.0.1");
    }

    List<Queued> rows(MailParameters parameters, RecipientParameters wishes, String... recipients) {
        Outgoing outgoing = new Outgoing(
                "id",
                Optional.empty(),
                EmailAddress.parse("ann@example.org"),
                parameters,
                "X-Prefix: yes\r\n",
                List.of(recipients).stream()
                        .map(one -> new Outgoing.To(EmailAddress.valueOf(one), wishes))
                        .toList());
        QueuedMessage message = QueuedMessage.of(outgoing, ++serial, octets.length, Instant.EPOCH);
        return outgoing.recipients().stream()
                .map(to -> Queued.fresh(message, to, ++serial, Duration.ofDays(5)))
                .toList();
    }

    MessageContent content() {
        return TestMessages.content(octets);
    }

    String expected() {
        return "X-Prefix: yes\r\n" + new String(octets, StandardCharsets.ISO_8859_1);
    }

    /// Sends over a carrier of its own.
    Transport.Result send(List<Queued> rows) {
        RemoteTransport transport = transport();
        try (Transport.Carrier carrier =
                transport.carrier(transport.lane(rows.getFirst().destination()))) {
            return carrier.carry(rows, content());
        }
    }

    Transport.Result send(String... recipients) {
        return send(rows(MailParameters.NONE, RecipientParameters.NONE, recipients));
    }

    static Map<String, String> codes(List<Queued> rows, Transport.Result result) {
        Map<String, String> codes = new HashMap<>();
        rows.forEach(row -> codes.put(
                row.address().local(),
                result.outcomes().get(row.id()).status().code().toString()));
        return codes;
    }

    static String code(Transport.Result result) {
        assertThat(result.outcomes()).hasSize(1);
        return result.outcomes().values().iterator().next().status().code().toString();
    }

    Relay relay(String host, Relay.Encryption encryption, boolean login) {
        return new Relay(
                host,
                mx.port(),
                encryption,
                login ? Optional.of(new Relay.Login("us", new Secret("secret"))) : Optional.empty());
    }
}
