package org.tassis.mailflow.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.DomainName;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.DomainKeyRecords;
import org.tassis.directory.InMemoryDirectoryRecords;
import org.tassis.directory.InMemoryDomainKeyRecords;
import org.tassis.directory.MailDomain;
import org.tassis.mailflow.signing.SigningKeys.Key;
import org.tassis.mailflow.signing.SigningKeys.State;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;
import org.tassis.senderauth.AuthenticationSettings;
import org.tassis.senderauth.SenderAuthentication;
import org.tassis.senderauth.dkim.DkimAlgorithm;
import org.tassis.senderauth.dkim.DkimResult;
import org.tassis.senderauth.dmarc.DmarcOutcome;
import org.tassis.senderauth.dmarc.PublicSuffixes;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.store.StoreException;

class SigningTest {
    private static final DomainName ORG = new DomainName("example.org");
    private static final String MESSAGE =
            "Return-Path: <ann@example.org>\r\nFrom: Ann <ann@Example.org>\r\nSubject: Hello\r\n\r\nHello\r\n";

    private Instant now = Instant.parse("2026-11-21T08:39:06Z");
    private final InstantSource clock = () -> now;
    private final InMemoryDirectoryRecords domains = new InMemoryDirectoryRecords();
    private final InMemoryDomainKeyRecords records = new InMemoryDomainKeyRecords(domains);
    private final InMemoryDns dns = new InMemoryDns();
    private final SigningKeys keys = new SigningKeys(records, Publication.in(dns), clock);
    private final Signing signing = new Signing(keys, clock);

    private static MessageContent message(String text) throws IOException {
        Spool spool = new Spool(Path.of("nowhere"), 1 << 20);
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        spool.write(octets, 0, octets.length);
        spool.finish();
        return spool;
    }

    private void add(DomainName domain) {
        domains.addDomain(new MailDomain(domain, true, now, Optional.empty()));
    }

    private void publish(List<Key> some) {
        for (Key key : some) {
            dns.txt(key.key().recordName(), key.key().recordText().replace("p=", "t=s; p= ") + " ;");
        }
    }

    private List<String> selectors(State state) {
        return keys.of(ORG).stream()
                .filter(key -> key.state() == state)
                .map(key -> key.key().selector())
                .toList();
    }

    @Test
    void aSignedMessagePassesWithBothKeys() throws Exception {
        add(ORG);
        keys.tend();
        publish(keys.of(ORG));
        dns.txt("_dmarc.example.org", "v=DMARC1; p=reject");
        MessageContent signed = signing.sign(message(MESSAGE));
        var result = new SenderAuthentication(
                        dns,
                        new AuthenticationSettings(new DomainName("mx.elsewhere.example")),
                        PublicSuffixes::shipped,
                        clock)
                .check(InetAddress.ofLiteral("192.0.2.1"), "mx.example.org", Optional.empty(), signed);
        assertThat(result.dkim()).hasSize(2).allMatch(DkimResult::passes);
        assertThat(result.dkim())
                .extracting(one -> one.signature().orElseThrow().algorithm())
                .containsExactly(DkimAlgorithm.RSA_SHA256, DkimAlgorithm.ED25519_SHA256);
        assertThat(result.dmarc().outcome()).isEqualTo(DmarcOutcome.PASS);
        assertThat(signing.fields(message(MESSAGE)))
                .hasSizeLessThan(2000)
                .asString()
                .endsWith("\r\n");
        try (var in = signed.open()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .endsWith("\r\n" + MESSAGE);
        }
    }

    private static DomainKeyRecords failing() {
        return (DomainKeyRecords) Proxy.newProxyInstance(
                SigningTest.class.getClassLoader(), new Class<?>[] {DomainKeyRecords.class}, (_, _, _) -> {
                    throw new DirectoryException(new DirectoryFailure.Unavailable());
                });
    }

    @Test
    void whoSendsHearsWhenMailCannotBeSigned() throws Exception {
        add(ORG);
        keys.provide(ORG);
        MessageContent content = message(MESSAGE);
        assertThat(signing.signatures(content))
                .startsWith("DKIM-Signature: v=1; a=rsa-sha256;")
                .endsWith("\r\n");
        assertThat(signing.signatures(message("From: ann@example.org\r\nX: " + "x".repeat(256 * 1024) + "\r\n\r\nx")))
                .isEmpty();
        Signing broken = new Signing(new SigningKeys(failing(), Publication.UNKNOWN, clock), clock);
        assertThatThrownBy(() -> broken.signatures(content)).isInstanceOf(StoreException.class);
    }

    @Test
    void mailOfOtherDomainsIsNotSigned() throws Exception {
        add(ORG);
        MessageContent early = message(MESSAGE);
        assertThat(signing.sign(early)).isSameAs(early); // no key yet
        keys.tend();
        now = now.plus(Duration.ofMinutes(2));
        assertThat(signing.sign(early)).isNotSameAs(early);
        for (String from : List.of("a@elsewhere.example", "undisclosed:;", "nonsense", "a@sub.example.org", "")) {
            MessageContent other = message("From: " + from + "\r\n\r\nx\r\n");
            assertThat(signing.sign(other)).as(from).isSameAs(other);
        }
    }

    @Test
    void aRotationWaitsForTheRecordsAndKeepsTheOldOnes() {
        add(ORG);
        keys.provide(ORG);
        keys.provide(ORG);
        assertThat(selectors(State.SIGNING)).containsExactly("t20261121e", "t20261121r");
        keys.rotate(ORG);
        keys.rotate(ORG);
        assertThat(selectors(State.WAITING)).containsExactly("t20261121-2e", "t20261121-2r");
        keys.tend();
        assertThat(selectors(State.WAITING)).hasSize(2);
        assertThat(selectors(State.SIGNING)).containsExactly("t20261121e", "t20261121r");

        List<Key> waiting = keys.of(ORG).stream()
                .filter(key -> key.state() == State.WAITING)
                .toList();
        publish(waiting.subList(0, 1));
        keys.tend();
        assertThat(selectors(State.WAITING)).hasSize(2); // both, or none
        publish(waiting.subList(1, 2));
        keys.tend();
        assertThat(selectors(State.SIGNING)).containsExactly("t20261121-2e", "t20261121-2r");
        assertThat(selectors(State.REPLACED)).containsExactly("t20261121e", "t20261121r");

        now = now.plus(SigningKeys.KEPT).minusSeconds(1);
        keys.tend();
        assertThat(keys.of(ORG)).hasSize(4);
        now = now.plusSeconds(1);
        keys.tend();
        assertThat(keys.of(ORG)).hasSize(2).allMatch(key -> key.state() == State.SIGNING);
    }

    @Test
    void arotationCanBeEndedByHand() throws Exception {
        add(ORG);
        keys.provide(ORG);
        assertThat(keys.takeOver(ORG)).isFalse();
        assertThat(new String(signing.fields(message(MESSAGE)), StandardCharsets.US_ASCII))
                .contains("s=t20261121r;");
        keys.rotate(ORG);
        assertThat(keys.takeOver(ORG)).isTrue();
        assertThat(new String(signing.fields(message(MESSAGE)), StandardCharsets.US_ASCII))
                .contains("s=t20261121-2r;");
    }

    @Test
    void somebodyElsesRecordIsNotOurs() {
        add(ORG);
        keys.provide(ORG);
        keys.rotate(ORG);
        for (Key key : keys.of(ORG)) {
            dns.txt(key.key().recordName(), "v=DKIM1; p=" + "A".repeat(44));
            dns.txt(key.key().recordName(), "v=DKIM1; p=");
        }
        keys.tend();
        assertThat(selectors(State.WAITING)).hasSize(2);
    }

    @Test
    void keysAreForDomainsOfThisServerOnly() {
        assertThatThrownBy(() -> keys.provide(ORG)).isInstanceOf(DirectoryException.class);
        assertThatThrownBy(() -> keys.takeOver(ORG)).isInstanceOf(DirectoryException.class);
        add(ORG);
        keys.provide(ORG);
        domains.removeDomain(ORG, now);
        keys.tend();
        assertThatThrownBy(() -> keys.rotate(ORG)).isInstanceOf(DirectoryException.class);
    }

    @Test
    void noPrivateKeyIsShown() {
        add(ORG);
        keys.provide(ORG);
        assertThat(keys.of(ORG).toString() + records.keys(ORG)).doesNotContain("PRIVATE KEY");
    }
}
