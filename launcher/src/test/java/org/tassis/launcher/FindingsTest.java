package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tassis.admin.certificates.CertificateShelf.Failure;
import org.tassis.admin.certificates.CertificateShelf.Remedy;
import org.tassis.admin.certificates.CertificateShelf.Shown;
import org.tassis.admin.certificates.CertificateShelf.Source;
import org.tassis.admin.operations.Finding;
import org.tassis.launcher.backup.Trouble;

/// What the first page says of backups and certificates.
class FindingsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static Properties messages() throws Exception {
        Properties messages = new Properties();
        try (var in = Finding.class.getResourceAsStream("messages.properties")) {
            messages.load(in);
        }
        return messages;
    }

    @ParameterizedTest
    @EnumSource(Trouble.Kind.class)
    void everyTroubleWithBackupsIsAFinding(Trouble.Kind kind) throws Exception {
        Finding finding = Operations.finding(new Trouble(kind, Duration.ofDays(3), "no space left"));
        assertThat(finding.link()).isEqualTo("/admin/backup");
        assertThat(messages()).containsKeys(finding.text(), finding.remedy());
        assertThat(finding.level()).isEqualTo(kind == Trouble.Kind.DRILL_OLD ? Finding.Level.WARN : Finding.Level.BAD);
    }

    private static Shown shown(
            Source source, boolean ordered, Duration life, Duration left, Optional<Failure> failure) {
        return new Shown(
                "mail.example.org",
                List.of("mail.example.org"),
                true,
                source,
                "Authority",
                Optional.of(NOW.plus(left).minus(life)),
                Optional.of(NOW.plus(left)),
                ordered,
                false,
                Optional.empty(),
                failure,
                Optional.empty());
    }

    private static List<String> found(Shown... shown) throws Exception {
        List<Finding> findings = Operations.certificates(List.of(shown), NOW);
        for (Finding finding : findings) {
            assertThat(messages()).containsKeys(finding.text(), finding.remedy());
            assertThat(finding.link()).isEqualTo("/admin/certificates");
        }
        return findings.stream()
                .map(finding -> finding.level() + " " + finding.key())
                .toList();
    }

    @Test
    void filesAreSaidToEndThreeWeeksBefore() throws Exception {
        Duration year = Duration.ofDays(365);
        assertThat(found(shown(Source.FILE, false, year, Duration.ofDays(22), Optional.empty())))
                .isEmpty();
        assertThat(found(shown(Source.FILE, false, year, Duration.ofDays(20), Optional.empty())))
                .containsExactly("WARN certificate.days");
        assertThat(found(shown(Source.FILE, false, year, Duration.ofDays(3), Optional.empty())))
                .containsExactly("BAD certificate.days");
        assertThat(found(shown(Source.FILE, false, year, Duration.ofHours(-1), Optional.empty())))
                .containsExactly("BAD certificate.over");
    }

    @Test
    void orderedOnesAreLateByTheirLife() throws Exception {
        Duration short6 = Duration.ofDays(6);
        assertThat(found(shown(Source.ORDERED, true, short6, Duration.ofDays(2), Optional.empty())))
                .as("renewed when two days are left")
                .isEmpty();
        assertThat(found(shown(Source.ORDERED, true, short6, Duration.ofHours(25), Optional.empty())))
                .containsExactly("WARN certificate.late");
        assertThat(found(shown(Source.ORDERED, true, short6, Duration.ofHours(10), Optional.empty())))
                .containsExactly("BAD certificate.late");
    }

    @Test
    void aFailedOrderIsSaid() throws Exception {
        Optional<Failure> failure = Optional.of(new Failure("could not", NOW, 2, NOW.plusSeconds(60), Remedy.PORT));
        assertThat(found(shown(Source.ORDERED, true, Duration.ofDays(90), Duration.ofDays(30), failure)))
                .containsExactly("WARN certificate.failed");
        assertThat(found(shown(Source.OWN, true, Duration.ofDays(3650), Duration.ofDays(3000), failure)))
                .as("the first one could not be ordered")
                .containsExactly("BAD certificate.failed");
        assertThat(found(shown(Source.OWN, false, Duration.ofDays(3650), Duration.ofDays(3000), Optional.empty())))
                .containsExactly("INFO certificate.own");
    }

    @Test
    void whatAnAuthoritySaysHasARemedy() {
        assertThat(Shelf.remedy("could not see that a leads here (http-01): urn:ietf:params:acme:error:connection"))
                .isEqualTo(Remedy.PORT);
        assertThat(Shelf.remedy("... DNS problem: NXDOMAIN looking up A for a")).isEqualTo(Remedy.DNS);
        assertThat(Shelf.remedy("... Invalid response from http://a/.well-known/acme-challenge/x: 404"))
                .isEqualTo(Remedy.ELSEWHERE);
        assertThat(Shelf.remedy("the authority at https://a/dir cannot be reached: ConnectException"))
                .isEqualTo(Remedy.AUTHORITY);
        assertThat(Shelf.remedy("the authority takes no more orders for now: too many certificates"))
                .isEqualTo(Remedy.WAIT);
        assertThat(Shelf.remedy("the disk is full")).isEqualTo(Remedy.OTHER);
    }
}
