package org.tassis.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.TestDirectory.ANN_PASSWORD;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.mailflow.Intake;
import org.tassis.mailflow.Outgoing;
import org.tassis.message.MessageContent;
import org.tassis.smtp.SmtpServer.Talk;
import org.tassis.smtp.SmtpSettings.Role;
import org.tassis.store.Destination;

/// Mail that its sender wants to wait: RFC 4865. The clock stands at 2026-02-03T10:11:12Z.
class HoldTest {
    private final SmtpServer server =
            new SmtpServer(SmtpSettings.of("mx.example.org", Role.SUBMISSION).withMaxHold(Duration.ofDays(1)));
    private final List<Outgoing> waiting = new ArrayList<>();

    /// Takes what waits.
    private final Intake intake = new Intake() {
        @Override
        public boolean passesOn() {
            return true;
        }

        @Override
        public boolean holds() {
            return true;
        }

        @Override
        public void accept(MessageContent content, Instant now, List<Destination> mailboxes, List<Outgoing> outgoing) {
            server.store.deliver(content, now, mailboxes);
            waiting.addAll(outgoing);
        }
    };

    @BeforeEach
    void hold() {
        server.flow.through(intake);
    }

    private Talk asAnn(String... lines) {
        String login = Base64.getEncoder().encodeToString(("\0ann\0" + ANN_PASSWORD).getBytes(StandardCharsets.UTF_8));
        List<String> all = new ArrayList<>(List.of("EHLO c.example", "AUTH PLAIN " + login));
        all.addAll(List.of(lines));
        return server.talk(server.client().encrypted().says(all.toArray(String[]::new)));
    }

    private Talk send(String parameter) {
        return asAnn(
                "MAIL FROM:<ann@example.org> " + parameter,
                "RCPT TO:<bob@example.org>",
                "DATA",
                "From: ann@example.org",
                "",
                "later",
                ".");
    }

    @Test
    void itIsOfferedWithItsLimits() {
        assertThat(asAnn().all()).contains("250-FUTURERELEASE 86400 2026-02-04T10:11:12Z\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "HOLDFOR=3600, 2026-02-03T11:11:12Z",
        "holdfor=86400, 2026-02-04T10:11:12Z",
        "HOLDUNTIL=2026-02-03T12:00:00Z, 2026-02-03T12:00:00Z",
        "HOLDUNTIL=2026-02-03t13:00:00.25+01:00, 2026-02-03T12:00:00.250Z",
    })
    void mailWaits(String parameter, Instant until) {
        assertThat(send(parameter).last()).startsWith("250 2.6.0 ");
        assertThat(server.count(server.people.bob)).isZero();
        assertThat(waiting).singleElement().satisfies(outgoing -> {
            assertThat(outgoing.parameters().releaseAt()).contains(until);
            assertThat(outgoing.recipients()).singleElement().matches(Outgoing.To::here);
            assertThat(outgoing.owner()).contains(server.people.ann.id());
        });
    }

    @Test
    void aTimeThatIsPastIsNow() {
        assertThat(send("HOLDUNTIL=2026-02-03T10:00:00Z").last()).startsWith("250 2.6.0 ");
        assertThat(server.count(server.people.bob)).isEqualTo(1);
        assertThat(waiting).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HOLDFOR=86401", "HOLDFOR=999999999", "HOLDUNTIL=2026-02-04T10:11:13Z"})
    void thereIsALimit(String parameter) {
        assertThat(asAnn("MAIL FROM:<ann@example.org> " + parameter).last()).startsWith("501 5.5.4 That is later");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HOLDFOR",
                "HOLDFOR=0",
                "HOLDFOR=-1",
                "HOLDFOR=1000000000",
                "HOLDFOR=1h",
                "HOLDUNTIL",
                "HOLDUNTIL=tomorrow",
                "HOLDUNTIL=2026-02-03",
                "HOLDUNTIL=+999999999-12-31T23:59:59Z",
                "HOLDFOR=60 HOLDUNTIL=2026-02-03T12:00:00Z",
                "HOLDFOR=60 HOLDFOR=60",
            })
    void nonsenseIsRefused(String parameters) {
        assertThat(asAnn("MAIL FROM:<ann@example.org> " + parameters).last()).startsWith("501 5.5.4 ");
    }

    @Test
    void othersMayNot() {
        SmtpServer mx = SmtpServer.mx();
        mx.flow.through(intake);
        Talk talk = mx.talk("EHLO c.example", "MAIL FROM:<x@far.example> HOLDFOR=60");
        assertThat(talk.all()).doesNotContain("FUTURERELEASE");
        assertThat(talk.last()).startsWith("555 ");
    }

    @Test
    void whereItIsSwitchedOffNobodyMay() {
        SmtpServer off = new SmtpServer(
                SmtpSettings.of("mx.example.org", Role.SUBMISSION).withMaxHold(Duration.ZERO));
        off.flow.through(intake);
        assertThat(off.talk("EHLO c.example").all()).doesNotContain("FUTURERELEASE");
        server.flow.through(Intake.mailboxesOnly(server.store));
        assertThat(asAnn("MAIL FROM:<ann@example.org> HOLDFOR=60").last()).startsWith("555 ");
        assertThat(Optional.of(server.flow.holdsMail())).contains(false);
    }
}
