package org.tassis.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Secret;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.MailParameters.Body;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.RecipientParameters.Notify;
import org.tassis.mailflow.RecipientParameters.OriginalRecipient;
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
import org.tassis.senderauth.dns.Answer;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.senderauth.dns.Tlsa;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestMessages;
import org.tassis.testkit.queue.ScriptedMx.Stage;

@Timeout(60)
class RemoteTransportTest {
    private static SSLContext serverTls;
    private static SSLContext verifying;
    private static X509Certificate leaf;
    private static X509Certificate authority;

    private final InMemoryDns dns = new InMemoryDns();
    private final ScriptedMx mx = new ScriptedMx();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(mx));
    private Duration limit = Duration.ofSeconds(20);
    private Routes routes = Routes.DIRECT;
    private Set<InetAddress> own = Set.of();
    private byte[] octets = TestMessages.simple("subject", "line\r\n.dot\r\n..two\r\n.\r\nend");
    private long serial;
    private final Map<String, String> web = new HashMap<>();
    private final List<TlsSession> sessions = new ArrayList<>();
    private final TestClock stsClock = new TestClock();
    private final StsPolicies policies = new StsPolicies(
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

    private RemoteTransport transport() {
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

    private void oneHost() {
        dns.mx("one.example", 10, "mx.one.example").host("mx.one.example", "127.0.0.1");
    }

    private List<Queued> rows(MailParameters parameters, RecipientParameters wishes, String... recipients) {
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

    private MessageContent content() {
        return TestMessages.content(octets);
    }

    private String expected() {
        return "X-Prefix: yes\r\n" + new String(octets, StandardCharsets.ISO_8859_1);
    }

    /// Sends over a carrier of its own.
    private Transport.Result send(List<Queued> rows) {
        RemoteTransport transport = transport();
        try (Transport.Carrier carrier =
                transport.carrier(transport.lane(rows.getFirst().destination()))) {
            return carrier.carry(rows, content());
        }
    }

    private Transport.Result send(String... recipients) {
        return send(rows(MailParameters.NONE, RecipientParameters.NONE, recipients));
    }

    private static Map<String, String> codes(List<Queued> rows, Transport.Result result) {
        Map<String, String> codes = new HashMap<>();
        rows.forEach(row -> codes.put(
                row.address().local(),
                result.outcomes().get(row.id()).status().code().toString()));
        return codes;
    }

    private static String code(Transport.Result result) {
        assertThat(result.outcomes()).hasSize(1);
        return result.outcomes().values().iterator().next().status().code().toString();
    }

    // ---- the conversation ----

    @Test
    void aMessageArrivesAsItIs() throws Exception {
        oneHost();
        List<Queued> rows = rows(MailParameters.NONE, RecipientParameters.NONE, "a@one.example", "b@one.example");
        Transport.Result result = send(rows);
        assertThat(codes(rows, result)).isEqualTo(Map.of("a", "2.0.0", "b", "2.0.0"));
        assertThat(result.lane()).isEmpty();
        ScriptedMx.Taken taken = mx.next();
        assertThat(taken.content()).isEqualTo(expected());
        assertThat(taken.mail())
                .isEqualTo("MAIL FROM:<ann@example.org> SIZE=" + expected().length());
        assertThat(taken.recipients()).containsExactly("RCPT TO:<a@one.example>", "RCPT TO:<b@one.example>");
        assertThat(mx.commands()).first().isEqualTo("EHLO out.example.org");
        assertThat(mx.commands()).last().isEqualTo("QUIT");
    }

    @Test
    void eachRecipientHasItsOwnAnswer() throws Exception {
        oneHost();
        mx.on(
                Stage.RCPT,
                line -> line.contains("<b@") ? "450 4.2.0 greylisted" : line.contains("<c@") ? "550 no" : "250 ok");
        List<Queued> rows =
                rows(MailParameters.NONE, RecipientParameters.NONE, "a@one.example", "b@one.example", "c@one.example");
        assertThat(codes(rows, send(rows))).isEqualTo(Map.of("a", "2.0.0", "b", "4.2.0", "c", "5.0.0"));
        assertThat(mx.next().recipients()).containsExactly("RCPT TO:<a@one.example>");
    }

    @Test
    void withoutPipeliningEachCommandWaits() throws Exception {
        oneHost();
        mx.extensions().on(Stage.RCPT, line -> line.contains("<a@") ? "550 5.1.1 no" : "250 ok");
        List<Queued> rows = rows(MailParameters.NONE, RecipientParameters.NONE, "a@one.example", "b@one.example");
        assertThat(codes(rows, send(rows))).isEqualTo(Map.of("a", "5.1.1", "b", "2.0.0"));
        assertThat(mx.next().mail()).isEqualTo("MAIL FROM:<ann@example.org>");
    }

    @Test
    void nothingIsSentForNobody() {
        oneHost();
        mx.on(Stage.RCPT, "550 5.1.1 no");
        Transport.Result result = send("a@one.example");
        assertThat(code(result)).isEqualTo("5.1.1");
        assertThat(result.lane()).isEmpty();
        assertThat(mx.commands()).contains("RSET").doesNotContain("DATA");
    }

    @ParameterizedTest
    @CsvSource({
        "GREETING, 421 4.3.2 busy,           4.3.2, true",
        "GREETING, 554 no service here,      4.3.2, true",
        "GREETING, 521 5.3.2 no mail here,   5.3.2, false",
        "EHLO,     451 4.3.0 not now,        4.3.0, true",
        "MAIL,     451 4.7.1 later,          4.7.1, false",
        "MAIL,     550 5.7.1 not you,        5.7.1, false",
        "MAIL,     421 4.7.0 too many,       4.7.0, true",
        "RCPT,     421 4.7.0 too many,       4.7.0, true",
        "DATA,     451 later,                4.0.0, false",
        "DATA,     554 5.7.0 never,          5.7.0, false",
        "END,      452 4.3.1 full,           4.3.1, false",
        "END,      554 5.6.0 spam,           5.6.0, false",
        "END,      550 4.6.0 liar,           5.0.0, false",
        "MAIL,     close,                    4.4.2, true",
        "RCPT,     close,                    4.4.2, false",
        "CONTENT,  close,                    4.4.2, false",
        "END,      close,                    4.4.2, false",
        "GREETING, close,                    4.4.2, true",
        "MAIL,     999 nonsense,             4.4.2, true",
    })
    void whateverIsSaidHasItsMeaning(Stage stage, String reply, String status, boolean laneDown) {
        oneHost();
        mx.on(stage, reply);
        Transport.Result result = send("a@one.example");
        assertThat(code(result)).isEqualTo(status);
        assertThat(result.lane().isPresent()).isEqualTo(laneDown);
        assertThat(mx.taken()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GREETING, silence",
        "EHLO, silence",
        "MAIL, drip",
        "RCPT, silence",
        "DATA, drip",
        "CONTENT, silence",
        "END, silence"
    })
    void aTarpitEnds(Stage stage, String behaviour) {
        limit = Duration.ofMillis(300);
        octets = new TestMessages(1).attachment(20_000_000); // more than the sockets' buffers hold
        oneHost();
        mx.on(stage, behaviour);
        assertThat(code(send("a@one.example"))).isEqualTo("4.4.2");
        assertThat(mx.taken()).isEmpty();
    }

    @Test
    void anOldServerIsGreetedTheOldWay() throws Exception {
        oneHost();
        mx.on(Stage.EHLO, "500 what");
        assertThat(code(send("a@one.example"))).isEqualTo("2.0.0");
        assertThat(mx.next().mail()).isEqualTo("MAIL FROM:<ann@example.org>");
    }

    @Test
    void aConnectionServesManyMessages() throws Exception {
        oneHost();
        RemoteTransport transport = transport();
        try (Transport.Carrier carrier = transport.carrier("one.example")) {
            for (int i = 0; i < 5; i++) {
                carrier.carry(rows(MailParameters.NONE, RecipientParameters.NONE, "u" + i + "@one.example"), content());
                mx.next();
            }
        }
        assertThat(mx.connections()).isEqualTo(1);
        assertThat(mx.commands().stream().filter(line -> line.startsWith("EHLO")))
                .hasSize(1);
    }

    @Test
    void aConnectionThatWasClosedMeanwhileIsMadeAgain() throws Exception {
        oneHost();
        RemoteTransport transport = transport();
        try (Transport.Carrier carrier = transport.carrier("one.example")) {
            carrier.carry(rows(MailParameters.NONE, RecipientParameters.NONE, "a@one.example"), content());
            mx.next();
            boolean[] first = {true};
            mx.on(Stage.MAIL, _ -> {
                boolean close = first[0];
                first[0] = false;
                return close ? ScriptedMx.CLOSE : "250 ok";
            });
            Transport.Result result =
                    carrier.carry(rows(MailParameters.NONE, RecipientParameters.NONE, "b@one.example"), content());
            assertThat(code(result)).isEqualTo("2.0.0");
        }
        assertThat(mx.connections()).isEqualTo(2);
    }

    // ---- extensions ----

    @Test
    void wishesArePassedOn() throws Exception {
        oneHost();
        MailParameters parameters = new MailParameters(
                OptionalLong.empty(),
                Body.EIGHT_BIT,
                true,
                Optional.of(MailParameters.Return.HEADERS),
                Optional.of("a+b c"));
        RecipientParameters wishes = new RecipientParameters(
                Set.of(Notify.SUCCESS, Notify.FAILURE),
                Optional.of(new OriginalRecipient("rfc822", "x=y@example.org")));
        List<Queued> rows = rows(parameters, wishes, "josé@one.example");
        Transport.Result result = send(rows);
        assertThat(result.outcomes().get(rows.getFirst().id()).willNotify()).isTrue();
        ScriptedMx.Taken taken = mx.next();
        assertThat(taken.mail()).endsWith(" BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb+20c");
        assertThat(taken.recipients())
                .containsExactly("RCPT TO:<josé@one.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;x+3Dy@example.org");
    }

    @Test
    void whatAServerCannotTakeIsNotSent() {
        oneHost();
        mx.extensions("PIPELINING", "SIZE 100");
        assertThat(code(send("a@one.example"))).isEqualTo("5.3.4");
        assertThat(code(send("josé@one.example"))).isEqualTo("5.6.7");
        MailParameters binary =
                new MailParameters(OptionalLong.empty(), Body.BINARY, false, Optional.empty(), Optional.empty());
        assertThat(code(send(rows(binary, RecipientParameters.NONE, "a@one.example"))))
                .isEqualTo("5.6.1");
        assertThat(mx.commands()).noneMatch(line -> line.startsWith("MAIL"));
    }

    @Test
    void asciiMailNeedsNoUtf8Server() throws Exception {
        oneHost();
        mx.extensions("PIPELINING");
        MailParameters claimed =
                new MailParameters(OptionalLong.empty(), Body.SEVEN_BIT, true, Optional.empty(), Optional.empty());
        assertThat(code(send(rows(claimed, RecipientParameters.NONE, "a@one.example"))))
                .isEqualTo("2.0.0");
        assertThat(mx.next().mail()).isEqualTo("MAIL FROM:<ann@example.org>");
    }

    @Test
    void binaryContentGoesInOneChunk() throws Exception {
        oneHost();
        mx.extensions("BINARYMIME", "CHUNKING");
        octets = "Subject: x\r\n\r\nbare\nline\rends and \0 and\r\n.\r\n".getBytes(StandardCharsets.ISO_8859_1);
        MailParameters binary =
                new MailParameters(OptionalLong.empty(), Body.BINARY, false, Optional.empty(), Optional.empty());
        assertThat(code(send(rows(binary, RecipientParameters.NONE, "a@one.example"))))
                .isEqualTo("2.0.0");
        assertThat(mx.next().content()).isEqualTo(expected());
    }

    // ---- TLS ----

    @Test
    void tlsIsUsedWhenOfferedWhateverTheCertificate() throws Exception {
        dns.mx("one.example", 10, "other.example").host("other.example", "127.0.0.1");
        mx.tls(serverTls);
        assertThat(code(send("a@one.example"))).isEqualTo("2.0.0");
        assertThat(mx.next().tls()).isTrue();
        assertThat(mx.commands().stream().filter(line -> line.startsWith("EHLO")))
                .hasSize(2);
    }

    @Test
    void whoFailsToDoTlsGetsMailInClear() throws Exception {
        oneHost();
        mx.extensions("STARTTLS", "PIPELINING"); // which it cannot
        assertThat(code(send("a@one.example"))).isEqualTo("2.0.0");
        assertThat(mx.next().tls()).isFalse();
        assertThat(mx.connections()).isEqualTo(2);
    }

    private MailParameters requiringTls() {
        return new MailParameters(
                OptionalLong.empty(),
                Body.SEVEN_BIT,
                false,
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty());
    }

    @Test
    void requiredTlsIsVerifiedAndPassedOn() throws Exception {
        oneHost();
        mx.extensions("PIPELINING");
        assertThat(code(send(rows(requiringTls(), RecipientParameters.NONE, "a@one.example"))))
                .isEqualTo("4.7.10");
        mx.tls(serverTls);
        assertThat(code(send(rows(requiringTls(), RecipientParameters.NONE, "a@one.example"))))
                .isEqualTo("5.7.30");
        mx.extensions("PIPELINING", "REQUIRETLS");
        assertThat(code(send(rows(requiringTls(), RecipientParameters.NONE, "a@one.example"))))
                .isEqualTo("2.0.0");
        assertThat(mx.next().mail()).endsWith(" REQUIRETLS");
        dns.mx("two.example", 10, "wrong.example").host("wrong.example", "127.0.0.1");
        assertThat(code(send(rows(requiringTls(), RecipientParameters.NONE, "a@two.example"))))
                .isEqualTo("4.7.5");
        assertThat(mx.taken()).hasSize(1);
    }

    // ---- what domains want of TLS ----

    private Tlsa tlsa(int usage, int selector, X509Certificate certificate) throws Exception {
        byte[] chosen = selector == 0
                ? certificate.getEncoded()
                : certificate.getPublicKey().getEncoded();
        return new Tlsa(usage, selector, 1, MessageDigest.getInstance("SHA-256").digest(chosen));
    }

    private void dane(Tlsa record) {
        dns.mx("one.example", 10, "mx.one.example").host("mx.one.example", "127.0.0.1");
        dns.validated("one.example").tlsa("_" + mx.port() + "._tcp.mx.one.example", record);
    }

    @Test
    void aCertificateThatTheDnsNamesIsRight() throws Exception {
        mx.tls(serverTls);
        dane(tlsa(3, 1, leaf));
        assertThat(code(send("a@one.example"))).isEqualTo("2.0.0");
        assertThat(mx.next().tls()).isTrue();
    }

    @Test
    void anAuthorityThatTheDnsNamesIsRightForItsNames() throws Exception {
        mx.tls(serverTls);
        dane(tlsa(2, 0, authority));
        Transport.Result result = send("a@one.example");
        assertThat(code(result)).as(result.toString()).isEqualTo("2.0.0");
        dns.mx("two.example", 10, "mx.two.example").host("mx.two.example", "127.0.0.1");
        dns.validated("two.example").tlsa("_" + mx.port() + "._tcp.mx.two.example", tlsa(2, 0, authority));
        assertThat(code(send("a@two.example")))
                .as("a certificate for another name")
                .isEqualTo("4.7.5");
        assertThat(mx.taken()).hasSize(1);
    }

    @Test
    void anotherCertificateThanTheDnsNamesGetsNothing() throws Exception {
        mx.tls(serverTls);
        dane(new Tlsa(3, 1, 1, new byte[32]));
        assertThat(code(send("a@one.example"))).isEqualTo("4.7.5");
        mx.extensions("STARTTLS"); // and who pretends to have no TLS neither
        assertThat(mx.taken()).isEmpty();
    }

    @Test
    void withRecordsInTheDnsTlsIsRequired() throws Exception {
        dane(tlsa(3, 1, leaf));
        assertThat(code(send("a@one.example"))).isEqualTo("4.7.10");
        assertThat(mx.taken()).isEmpty();
    }

    @Test
    void recordsThatNobodyVouchesForMeanNothing() throws Exception {
        oneHost();
        dns.tlsa("_" + mx.port() + "._tcp.mx.one.example", new Tlsa(3, 1, 1, new byte[32]));
        assertThat(code(send("a@one.example"))).isEqualTo("2.0.0");
        mx.next();
    }

    @Test
    void recordsThatAreKeptFromUsHoldMailBack() {
        dns.mx("one.example", 10, "mx.one.example").host("mx.one.example", "127.0.0.1");
        dns.validated("one.example").fails("_" + mx.port() + "._tcp.mx.one.example", Answer.Failure.SERVER_FAILURE);
        assertThat(code(send("a@one.example"))).isEqualTo("4.7.5");
        assertThat(mx.connections()).isZero();
    }

    private void sts(String domain, String policy) {
        dns.txt("_mta-sts." + domain, "v=STSv1; id=20260101;");
        web.put(domain, policy);
    }

    @Test
    void anMtaStsPolicyIsEnforced() throws Exception {
        oneHost();
        sts("one.example", "version: STSv1\nmode: enforce\nmx: *.one.example\nmax_age: 86400\n");
        assertThat(code(send("a@one.example"))).as("no TLS").isEqualTo("4.7.10");
        mx.tls(serverTls);
        assertThat(code(send("a@one.example"))).isEqualTo("2.0.0");
        assertThat(mx.next().tls()).isTrue();
        dns.mx("two.example", 10, "wrong.two.example").host("wrong.two.example", "127.0.0.1");
        sts("two.example", "version: STSv1\r\nmode: enforce\r\nmx: wrong.two.example\r\nmax_age: 86400\r\n");
        assertThat(code(send("a@two.example"))).as("a wrong certificate").isEqualTo("4.7.5");
        dns.mx("three.example", 10, "mx.one.example");
        sts("three.example", "version: STSv1\nmode: enforce\nmx: mx.three.example\nmax_age: 86400\n");
        assertThat(code(send("a@three.example")))
                .as("a server that is not named")
                .isEqualTo("4.7.5");
        dns.mx("four.example", 10, "wrong.two.example");
        sts("four.example", "version: STSv1\nmode: testing\nmx: mx.four.example\nmax_age: 86400\n");
        assertThat(code(send("a@four.example"))).isEqualTo("2.0.0");
        assertThat(mx.taken()).hasSize(2);
    }

    @Test
    void aPolicyIsRememberedWhenItCannotBeFetched() throws Exception {
        oneHost();
        sts("one.example", "version: STSv1\nmode: enforce\nmx: mx.one.example\nmax_age: 86400\n");
        assertThat(code(send("a@one.example"))).isEqualTo("4.7.10");
        dns.remove("_mta-sts.one.example");
        web.clear();
        assertThat(code(send("a@one.example"))).as("nobody can talk it away").isEqualTo("4.7.10");
        stsClock.advance(Duration.ofDays(2));
        assertThat(code(send("a@one.example"))).isEqualTo("2.0.0");
        mx.next();
    }

    // ---- what is told of TLS ----

    /// Policy and result of each session, which are forgotten then.
    private List<String> told() {
        List<String> told = sessions.stream()
                .map(session -> session.policy().kind().word() + " "
                        + session.problem()
                                .map(problem -> problem.type().word() + " " + problem.reason())
                                .orElse("fine")
                                .strip())
                .toList();
        sessions.clear();
        return told;
    }

    @Test
    void everyConnectionIsToldOf() {
        oneHost();
        send("a@one.example");
        assertThat(sessions.getFirst().receiver()).contains(InetAddress.ofLiteral("127.0.0.1"));
        assertThat(sessions.getFirst().sender()).isPresent();
        assertThat(told()).containsExactly("no-policy-found starttls-not-supported");
        mx.tls(serverTls);
        send("a@one.example");
        assertThat(told()).containsExactly("no-policy-found fine");
        mx.on(Stage.STARTTLS, "454 4.7.0 not now");
        send("a@one.example");
        assertThat(told()).containsExactly("no-policy-found starttls-not-supported");
        mx.on(Stage.GREETING, "421 4.3.2 busy");
        send("a@one.example");
        assertThat(told()).as("nothing is known of TLS").isEmpty();
        mx.normal(Stage.GREETING).normal(Stage.STARTTLS);
        routes = new Routes(Map.of(), Optional.of(relay("127.0.0.1", Relay.Encryption.OPPORTUNISTIC, false)));
        send("a@one.example");
        assertThat(told()).as("a relay of ours").isEmpty();
    }

    @Test
    void whatIsWrongWithAnMtaStsPolicyIsTold() {
        oneHost();
        mx.tls(serverTls);
        sts("one.example", "version: STSv1\nmode: enforce\nmx: *.one.example\nmax_age: 86400\n");
        send("a@one.example");
        assertThat(sessions.getFirst().policy().texts())
                .containsExactly("version: STSv1", "mode: enforce", "mx: *.one.example", "max_age: 86400");
        assertThat(sessions.getFirst().policy().hosts()).containsExactly("*.one.example");
        assertThat(told()).containsExactly("sts fine");
        dns.mx("two.example", 10, "wrong.two.example").host("wrong.two.example", "127.0.0.1");
        sts("two.example", "version: STSv1\nmode: enforce\nmx: wrong.two.example\nmax_age: 86400\n");
        send("a@two.example");
        assertThat(told()).containsExactly("sts certificate-host-mismatch");
        sts("two.example", "nonsense");
        dns.remove("_mta-sts.two.example").txt("_mta-sts.two.example", "v=STSv1; id=2;");
        stsClock.advance(Duration.ofMinutes(6));
        send("a@two.example");
        assertThat(told()).as("the old policy counts on").containsExactly("sts certificate-host-mismatch");
        dns.mx("three.example", 10, "mx.one.example");
        sts("three.example", "version: STSv1\nmode: enforce\nmx: mx.three.example\nmax_age: 86400\n");
        send("a@three.example");
        assertThat(told()).containsExactly("sts validation-failure mx-not-in-policy");
        dns.mx("four.example", 10, "mx.one.example").txt("_mta-sts.four.example", "v=STSv1; id=1;");
        send("a@four.example");
        assertThat(told()).containsExactly("sts sts-policy-fetch-error 404");
        dns.mx("five.example", 10, "mx.one.example");
        sts("five.example", "nonsense");
        send("a@five.example");
        assertThat(told()).containsExactly("sts sts-policy-invalid");
    }

    @Test
    void aPolicyUnderTestIsTriedAndMailGoesAnyway() throws Exception {
        mx.tls(serverTls);
        dns.mx("two.example", 10, "wrong.two.example").host("wrong.two.example", "127.0.0.1");
        sts("two.example", "version: STSv1\nmode: testing\nmx: wrong.two.example\nmax_age: 86400\n");
        assertThat(code(send("a@two.example"))).isEqualTo("2.0.0");
        assertThat(mx.next().tls()).isTrue();
        assertThat(told()).containsExactly("sts certificate-host-mismatch");
        oneHost();
        sts("one.example", "version: STSv1\nmode: testing\nmx: mx.one.example\nmax_age: 86400\n");
        assertThat(code(send("a@one.example"))).isEqualTo("2.0.0");
        assertThat(told()).containsExactly("sts fine");
        assertThat(mx.connections()).isEqualTo(3);
    }

    @Test
    void daneIsToldOf() throws Exception {
        mx.tls(serverTls);
        dane(tlsa(3, 1, leaf));
        send("a@one.example");
        assertThat(sessions.getFirst().policy().domain()).isEqualTo("mx.one.example");
        assertThat(sessions.getFirst().policy().texts())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("3 1 1 ");
        assertThat(told()).containsExactly("tlsa fine");
        dns.mx("two.example", 10, "mx.two.example").host("mx.two.example", "127.0.0.1");
        dns.validated("two.example").tlsa("_" + mx.port() + "._tcp.mx.two.example", new Tlsa(3, 1, 1, new byte[32]));
        send("a@two.example");
        assertThat(told()).containsExactly("tlsa validation-failure tlsa-mismatch");
        dns.fails("_" + mx.port() + "._tcp.mx.two.example", Answer.Failure.SERVER_FAILURE);
        send("a@two.example");
        assertThat(told()).containsExactly("tlsa dnssec-invalid");
    }

    @Test
    void mailThatMustArriveMindsNoPolicyAndIsNotToldOf() throws Exception {
        dane(new Tlsa(3, 1, 1, new byte[32]));
        sts("one.example", "version: STSv1\nmode: enforce\nmx: mx.other.example\nmax_age: 86400\n");
        List<Queued> rows = rows(MailParameters.withOptionalTls(), RecipientParameters.NONE, "tls-reports@one.example");
        assertThat(code(send(rows))).isEqualTo("2.0.0");
        mx.next();
        assertThat(told()).isEmpty();
    }

    // ---- relays ----

    private Relay relay(String host, Relay.Encryption encryption, boolean login) {
        return new Relay(
                host,
                mx.port(),
                encryption,
                login ? Optional.of(new Relay.Login("us", new Secret("secret"))) : Optional.empty());
    }

    @Test
    void aSmarthostTakesAllAndKnowsWhoSends() throws Exception {
        dns.host("mx.one.example", "127.0.0.1");
        mx.tls(serverTls).extensions("PIPELINING", "AUTH LOGIN PLAIN");
        routes = new Routes(Map.of(), Optional.of(relay("mx.one.example", Relay.Encryption.STARTTLS, true)));
        assertThat(code(send("a@anywhere.example"))).isEqualTo("2.0.0");
        assertThat(mx.next().tls()).isTrue();
        assertThat(mx.commands()).contains("AUTH PLAIN AHVzAHNlY3JldA==");
        assertThat(transport().lane("x.example")).isEqualTo(transport().lane("y.example"));
    }

    @Test
    void aSmarthostsRefusalOfUsIsNoBounce() {
        dns.host("mx.one.example", "127.0.0.1");
        mx.tls(serverTls).extensions("AUTH PLAIN").on(Stage.AUTH, "535 5.7.8 wrong");
        routes = new Routes(Map.of(), Optional.of(relay("mx.one.example", Relay.Encryption.STARTTLS, true)));
        Transport.Result result = send("a@anywhere.example");
        assertThat(code(result)).isEqualTo("4.7.8");
        assertThat(result.lane()).isPresent();
        assertThat(result.lane().get().reply()).doesNotContain("secret", "AHVz");
    }

    @Test
    void aRelaysCertificateMustBeRight() {
        dns.host("relay.example", "127.0.0.1");
        mx.tls(serverTls);
        routes = new Routes(Map.of(), Optional.of(relay("relay.example", Relay.Encryption.STARTTLS, false)));
        assertThat(code(send("a@anywhere.example"))).isEqualTo("4.7.5");
        assertThat(mx.taken()).isEmpty();
    }

    @Test
    void domainsHaveRoutesOfTheirOwn() throws Exception {
        routes = new Routes(
                Map.of(".inside.example", relay("127.0.0.1", Relay.Encryption.NONE, false)), Optional.empty());
        assertThat(code(send("a@deep.inside.example"))).isEqualTo("2.0.0");
        assertThat(mx.next().recipients()).containsExactly("RCPT TO:<a@deep.inside.example>");
        assertThat(code(send("a@inside.example"))).isEqualTo("5.1.2");
        assertThat(routes.of("127.0.0.1:26")).isPresent();
        assertThat(Routes.destination("MX.Example:25")).contains("mx.example:25");
        assertThat(Routes.destination("[::1]:25")).contains("[::1]:25");
        assertThat(Routes.destination("x:99999")).isEmpty();
        assertThat(Routes.destination("exämple.org")).contains("xn--exmple-cua.org");
    }

    // ---- where to ----

    @Test
    void theNextServerIsTriedWhenOneCannotBeUsed() throws Exception {
        dns.mx("one.example", 10, "dead.example")
                .mx("one.example", 20, "gone.example")
                .mx("one.example", 30, "mx.one.example")
                .host("dead.example", "127.255.255.254")
                .host("mx.one.example", "127.0.0.1");
        assertThat(code(send("a@one.example"))).isEqualTo("2.0.0");
        mx.next();
    }

    @Test
    void aDomainWithoutMxIsItsOwnServer() throws Exception {
        dns.host("one.example", "127.0.0.1");
        assertThat(code(send("a@one.example"))).isEqualTo("2.0.0");
        mx.next();
    }

    @Test
    void whereNoMailCanGoIsSaidAtOnce() {
        dns.mx("null.example", 0, "").exists("empty.example").fails("failing.example", Answer.Failure.SERVER_FAILURE);
        dns.mx("loop.example", 5, "out.example.org");
        assertThat(code(send("a@nowhere.example"))).isEqualTo("5.1.2");
        assertThat(code(send("a@null.example"))).isEqualTo("5.1.10");
        assertThat(code(send("a@empty.example"))).isEqualTo("5.4.4");
        assertThat(code(send("a@loop.example"))).isEqualTo("5.4.6");
        Transport.Result failing = send("a@failing.example");
        assertThat(code(failing)).isEqualTo("4.4.3");
        assertThat(failing.lane()).isPresent();
    }

    @Test
    void serversBehindThisOneAreNotAsked() throws Exception {
        own = Set.of(InetAddress.ofLiteral("127.0.0.1"));
        dns.mx("one.example", 10, "best.example")
                .mx("one.example", 20, "us.example")
                .mx("one.example", 30, "behind.example")
                .host("best.example", "127.255.255.254")
                .host("us.example", "127.0.0.1")
                .host("behind.example", "127.0.0.2");
        assertThat(code(send("a@one.example"))).isEqualTo("4.4.1");
        assertThat(mx.connections()).isZero();
        dns.mx("two.example", 10, "us.example").mx("two.example", 20, "behind.example");
        assertThat(code(send("a@two.example"))).isEqualTo("5.4.6");
    }
}
