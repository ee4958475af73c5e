package org.tassis.directory.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.tassis.core.Secret;
import org.tassis.directory.Authenticator.Outcome;

class FailedLoginsTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void failuresOfTheLastHourAreCountedByAddress() {
        FailedLogins logins = new FailedLogins((_, _, _, _) -> new Outcome.Refused(), () -> now);
        for (int i = 0; i < 3; i++) {
            logins.authenticate("ann", new Secret("x"), OTHER, "imap");
        }
        logins.authenticate("root".repeat(100), new Secret("x"), ONE, "smtp");
        assertThat(logins.lately()).extracting(FailedLogins.Entry::times).containsExactly(3L, 1L);
        assertThat(logins.lately().getLast().identity()).hasSize(100);
        now = now.plus(Duration.ofMinutes(61));
        assertThat(logins.lately()).isEmpty();
        logins.authenticate("ann", new Secret("x"), OTHER, "imap");
        assertThat(logins.lately()).extracting(FailedLogins.Entry::times).containsExactly(1L);
    }

    @Test
    void whoIsServedLaterHasNotFailed() {
        FailedLogins logins = new FailedLogins((_, _, _, _) -> new Outcome.Unavailable(), () -> now);
        logins.authenticate("ann", new Secret("x"), ONE, "imap");
        assertThat(logins.lately()).isEmpty();
    }
}
