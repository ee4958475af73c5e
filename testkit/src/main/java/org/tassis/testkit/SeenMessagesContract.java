package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.mailflow.filter.SeenMessages;

/// What every {@link SeenMessages} must do, beginning with an empty one.
public interface SeenMessagesContract {
    Instant NOW = Instant.parse("2026-02-03T10:11:12.345Z");
    AccountId ANN = new AccountId(1);
    AccountId BOB = new AccountId(2);
    String ONE = "1".repeat(64);
    String TWO = "2".repeat(64);

    SeenMessages messages();

    /// The same, opened anew by another process when it can be; itself when it ends with the process.
    SeenMessages again();

    @Test
    default void whatIsRememberedIsSeenByItsAccountUntilItExpires() {
        assertThat(messages().seen(ANN, ONE, NOW)).isFalse();
        messages().remember(ANN, ONE, NOW.plusSeconds(10));
        assertThat(messages().seen(ANN, ONE, NOW)).isTrue();
        assertThat(messages().seen(ANN, ONE, NOW.plusMillis(9_999))).isTrue();
        assertThat(messages().seen(ANN, ONE, NOW.plusSeconds(10))).isFalse();
        assertThat(messages().seen(ANN, TWO, NOW)).isFalse();
        assertThat(messages().seen(BOB, ONE, NOW)).isFalse();
    }

    @Test
    default void theLastTimeCounts() {
        messages().remember(ANN, ONE, NOW.plusSeconds(10));
        messages().remember(ANN, ONE, NOW.plusSeconds(20));
        assertThat(messages().seen(ANN, ONE, NOW.plusSeconds(15))).isTrue();
        messages().remember(ANN, ONE, NOW.plusSeconds(5));
        assertThat(messages().seen(ANN, ONE, NOW.plusSeconds(7))).isFalse();
    }

    @Test
    default void whatHasExpiredIsForgottenAndNothingElse() {
        messages().remember(ANN, ONE, NOW.plusSeconds(10));
        messages().remember(ANN, TWO, NOW.plusSeconds(20));
        assertThat(messages().expire(NOW.plusSeconds(10))).isEqualTo(1);
        assertThat(messages().expire(NOW.plusSeconds(10))).isZero();
        assertThat(messages().seen(ANN, TWO, NOW)).isTrue();
        assertThat(messages().seen(ANN, ONE, NOW)).isFalse();
    }

    @Test
    default void itIsThereAfterARestart() {
        messages().remember(ANN, ONE, NOW.plusSeconds(10));
        assertThat(again().seen(ANN, ONE, NOW)).isTrue();
        assertThat(again().seen(ANN, TWO, NOW)).isFalse();
    }
}
