package org.tassis.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.tassis.net.ConnectionTimeout;
import org.tassis.testkit.TestClock;

class PaceTest {
    private final TestClock clock = new TestClock();
    private final Pace pace = new Pace(
            clock,
            new SmtpSettings.Timeouts(
                    Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofMinutes(3), Duration.ofMinutes(2), 100));

    private void receive(int octets, Duration in) throws ConnectionTimeout {
        assertThat(in).isLessThanOrEqualTo(pace.next());
        clock.advance(in);
        pace.received(octets);
    }

    @Test
    void aBlockMayTakeAsLongAsTheGraceAtFirst() throws Exception {
        assertThat(pace.next()).isEqualTo(Duration.ofMinutes(2));
        receive(60_000, Duration.ZERO); // worth ten minutes
        assertThat(pace.next()).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void contentAboveTheMinimumRateIsHeardOut() throws Exception {
        for (int i = 0; i < 29; i++) {
            receive(6000, Duration.ofMinutes(1));
        }
        assertThat(pace.octets()).isEqualTo(174_000);
    }

    @Test
    void contentBelowTheMinimumRateIsGivenUpWhenTheGraceIsUsedUp() throws Exception {
        for (int i = 0; i < 3; i++) {
            receive(3000, Duration.ofMinutes(1));
        }
        assertThat(pace.next()).isEqualTo(Duration.ofSeconds(30)); // 2 minutes, and 90 seconds for 9000 octets
        receive(1000, Duration.ofSeconds(30));
        assertThat(pace.next()).isEqualTo(Duration.ofSeconds(10));
        clock.advance(Duration.ofSeconds(10));
        assertThatThrownBy(pace::next).isInstanceOf(ConnectionTimeout.class);
    }

    @Test
    void theWholeHasATimeHoweverFastItComes() throws Exception {
        for (int i = 0; i < 29; i++) {
            receive(1_000_000, Duration.ofMinutes(1));
        }
        assertThat(pace.next()).isEqualTo(Duration.ofMinutes(1));
        receive(1_000_000, Duration.ofMinutes(1));
        assertThatThrownBy(pace::next).isInstanceOf(ConnectionTimeout.class);
    }
}
