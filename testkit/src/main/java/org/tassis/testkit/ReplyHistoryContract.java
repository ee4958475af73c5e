package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.autoreply.ReplyHistory;

/// What every {@link ReplyHistory} must do.
public interface ReplyHistoryContract {
    Instant FIRST = Instant.parse("2026-03-01T12:00:00Z");
    Duration DAY = Duration.ofDays(1);
    AccountId OWNER = new AccountId(1);
    EmailAddress WRITER = EmailAddress.valueOf("writer@far.example");

    /// Without entries. The same for all calls in one test.
    ReplyHistory history();

    /// Another one on the same entries, after a restart; the same where they do not survive one.
    ReplyHistory again();

    @Test
    default void aSenderIsAnsweredOnceInAnInterval() {
        assertThat(begin("a", FIRST, DAY)).isTrue();
        assertThat(begin("a", FIRST, DAY)).isFalse();
        assertThat(begin("a", FIRST.plus(DAY).minusMillis(1), DAY)).isFalse();
        assertThat(begin("a", FIRST.plus(DAY), DAY)).isTrue();
        assertThat(begin("a", FIRST.plus(DAY).plusMillis(1), DAY)).isFalse();
    }

    @Test
    default void aRefusedAttemptDoesNotMoveTheInterval() {
        assertThat(begin("a", FIRST, DAY)).isTrue();
        assertThat(begin("a", FIRST.plus(Duration.ofHours(23)), DAY)).isFalse();
        assertThat(begin("a", FIRST.plus(DAY), DAY)).isTrue();
    }

    @Test
    default void anIntervalMadeShorterHoldsAtOnce() {
        assertThat(begin("a", FIRST, DAY)).isTrue();
        Instant later = FIRST.plus(Duration.ofMinutes(10));
        assertThat(begin("a", later, Duration.ofMinutes(10))).isTrue();
        assertThat(begin("a", later.plus(Duration.ofHours(2)), DAY)).isFalse();
    }

    @Test
    default void mailboxesAnswersAndSendersAreToldApart() {
        assertThat(begin("a", FIRST, DAY)).isTrue();
        assertThat(begin("b", FIRST, DAY)).isTrue();
        assertThat(history().begin(new AccountId(2), "a", WRITER, FIRST, DAY)).isTrue();
        assertThat(history().begin(OWNER, "a", EmailAddress.valueOf("other@far.example"), FIRST, DAY))
                .isTrue();
        assertThat(history().begin(OWNER, "a", EmailAddress.valueOf("WRITER@far.example"), FIRST, DAY))
                .isFalse();
    }

    @Test
    default void ofManyAtOnceOneIsAnswered() throws Exception {
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(() -> begin("a", FIRST, DAY));
        }
        int answered = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> result : threads.invokeAll(calls)) {
                answered += result.get() ? 1 : 0;
            }
        }
        assertThat(answered).isEqualTo(1);
    }

    @Test
    default void whatMeansNothingIsForgottenAndOnlyThat() {
        assertThat(begin("a", FIRST, DAY)).isTrue();
        assertThat(begin("b", FIRST.plus(Duration.ofDays(2)), DAY)).isTrue();
        assertThat(history().expire(FIRST.plus(ReplyHistory.LONGEST))).isZero();
        assertThat(history().expire(FIRST.plus(ReplyHistory.LONGEST).plus(DAY))).isEqualTo(1);
        assertThat(begin("a", FIRST, DAY)).isTrue();
        assertThat(begin("b", FIRST.plus(Duration.ofDays(2)), DAY)).isFalse();
    }

    @Test
    default void aRestartChangesNothing() {
        assertThat(begin("a", FIRST, DAY)).isTrue();
        assertThat(again().begin(OWNER, "a", WRITER, FIRST.plusSeconds(1), DAY)).isFalse();
    }

    private boolean begin(String handle, Instant now, Duration interval) {
        return history().begin(OWNER, handle, WRITER, now, interval);
    }
}
