package org.tassis.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.MailParameters.Body;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.Transport;
import org.tassis.mailflow.remote.Relay;
import org.tassis.mailflow.remote.Routes;
import org.tassis.senderauth.dns.Answer;
import org.tassis.senderauth.dns.Tlsa;
import org.tassis.testkit.queue.ScriptedMx.Stage;

/// What a transport does about TLS, and what domains want of it.
class TransportTlsTest extends AgainstScriptedMx {
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
}
