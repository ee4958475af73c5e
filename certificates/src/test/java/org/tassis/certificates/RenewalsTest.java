package org.tassis.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shredzone.acme4j.util.CSRBuilder;
import org.shredzone.acme4j.util.CertificateUtils;
import org.shredzone.acme4j.util.KeyPairUtils;
import org.tassis.net.CertificateFiles;
import org.tassis.net.Pem;

class RenewalsTest {
    private static final Duration LIFE = Duration.ofDays(90);

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-02-03T10:11:12Z");
    private final InstantSource clock = () -> now;
    private final List<List<String>> orders = new ArrayList<>();
    private Optional<NotIssued> refusal = Optional.empty();
    private List<Wanted> wanted = List.of(new Wanted("mail.example.org", List.of("mail.example.org")));
    private final KeyPair rootKey = KeyPairUtils.createKeyPair(2048);
    private Renewals renewals;

    private List<X509Certificate> issue(List<String> hosts, KeyPair key) throws NotIssued {
        orders.add(hosts);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        try {
            X509Certificate root = CertificateUtils.createTestRootCertificate(
                    "CN=Root", now.minusSeconds(60), now.plus(Duration.ofDays(3650)), rootKey);
            CSRBuilder request = new CSRBuilder();
            request.addDomains(hosts);
            request.sign(key);
            return List.of(
                    CertificateUtils.createTestCertificate(
                            request.getCSR(), now, now.plus(LIFE), root, rootKey.getPrivate()),
                    root);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void open() throws IOException {
        renewals = new Renewals(directory.resolve("acme"), this::issue, () -> wanted, clock);
    }

    private CertificateFiles files() {
        return Renewals.files(directory.resolve("acme"), "mail.example.org");
    }

    @Test
    void whatIsMissingIsOrderedOnceAndRenewedAfterTwoThirds() throws Exception {
        assertThat(renewals.usable()).isEmpty();
        renewals.look();
        renewals.look();
        assertThat(orders).hasSize(1);
        assertThat(renewals.usable()).containsExactly(files());
        X509Certificate first = Pem.chain(files().chain()).getFirst();
        assertThat(Pem.belongTogether(Pem.key(files().key()), first)).isTrue();
        assertThat(Files.getPosixFilePermissions(files().key())).hasSize(2);

        now = now.plus(LIFE.multipliedBy(2).dividedBy(3)).minusSeconds(1);
        renewals.look();
        assertThat(orders).as("not before two thirds").hasSize(1);
        Instant renewed = renewals.status().getFirst().renewed().orElseThrow();
        assertThat(renewed).isAfter(now).isBefore(now.plus(LIFE.dividedBy(20)));
        now = renewed;
        renewals.look();
        assertThat(orders).hasSize(2);
        X509Certificate second = Pem.chain(files().chain()).getFirst();
        assertThat(second.getSerialNumber()).isNotEqualTo(first.getSerialNumber());
        assertThat(second.getPublicKey()).as("the key stays").isEqualTo(first.getPublicKey());
    }

    @Test
    void aHostMoreIsOrderedAtOnce() {
        renewals.look();
        wanted = List.of(new Wanted("mail.example.org", List.of("mail.example.org", "mx.example.org")));
        renewals.look();
        assertThat(orders).hasSize(2);
        assertThat(orders.getLast()).containsExactly("mail.example.org", "mx.example.org");
        wanted = List.of(new Wanted("mail.example.org", List.of("mail.example.org")));
        renewals.look();
        assertThat(orders).as("a host less can wait").hasSize(2);
    }

    @Test
    void aFailureIsTriedAgainLaterAndLaterAlsoAfterARestart() throws Exception {
        refusal = Optional.of(new NotIssued("port 80 is closed"));
        renewals.look();
        Renewals.Failure failure = renewals.status().getFirst().failure().orElseThrow();
        assertThat(failure.why()).isEqualTo("port 80 is closed");
        assertThat(failure.again()).isEqualTo(now.plus(Duration.ofHours(1)));
        now = now.plus(Duration.ofMinutes(59));
        open();
        renewals.look();
        assertThat(orders).as("a restart does not hurry").hasSize(1);
        now = now.plus(Duration.ofMinutes(1));
        renewals.look();
        assertThat(renewals.status().getFirst().failure().orElseThrow().again())
                .isEqualTo(now.plus(Duration.ofHours(2)));
        for (int i = 0; i < 8; i++) {
            now = now.plus(Duration.ofDays(2));
            renewals.look();
        }
        assertThat(renewals.status().getFirst().failure().orElseThrow().again())
                .as("a day at most")
                .isEqualTo(now.plus(Duration.ofDays(1)));
        assertThat(orders).hasSize(10);

        refusal = Optional.empty();
        assertThat(renewals.ask(Optional.of("mail.example.org"))).isOne();
        renewals.look();
        assertThat(renewals.usable()).hasSize(1);
        assertThat(renewals.status().getFirst().failure()).isEmpty();
    }

    @Test
    void theAuthoritysWishToWaitIsHeard() {
        refusal = Optional.of(new NotIssued("slowly", Optional.of(Duration.ofDays(3)), new IOException()));
        renewals.look();
        assertThat(renewals.status().getFirst().failure().orElseThrow().again())
                .isEqualTo(now.plus(Duration.ofDays(3)));
    }

    @Test
    void oneThatFailsKeepsNoOtherWaiting() {
        wanted = List.of(
                new Wanted("mail.example.org", List.of("mail.example.org")),
                new Wanted("example.net", List.of("mta-sts.example.net", "autoconfig.example.net")));
        refusal = Optional.of(new NotIssued("no"));
        renewals.look();
        assertThat(orders).hasSize(2);
        refusal = Optional.empty();
        renewals.ask(Optional.of("example.net"));
        renewals.look();
        assertThat(renewals.usable())
                .extracting(files -> files.chain().getParent().getFileName().toString())
                .containsExactly("example.net");
        assertThat(renewals.ask(Optional.of("example.com"))).isZero();
    }

    @Test
    void aDamagedCertificateIsOrderedAgain() throws Exception {
        renewals.look();
        Files.writeString(files().chain(), "nothing");
        renewals.look();
        assertThat(orders).hasSize(2);
        assertThat(Pem.chain(files().chain())).hasSize(2);
    }
}
