package org.tassis.mailflow.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// When a recipient that could not be reached is tried again: RFC 5321 §4.5.4.1.
///
/// @param pauses    after the first failure, the second and so on; the last one is for all that follow
/// @param patience  after which a recipient is given up, counted from when it was first due
/// @param tellDelay after which the sender is told that it takes longer, counted from acceptance
public record RetrySchedule(List<Duration> pauses, Duration patience, Duration tellDelay) {
    public static final RetrySchedule DEFAULT = new RetrySchedule(
            List.of(
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(20),
                    Duration.ofMinutes(40),
                    Duration.ofHours(1),
                    Duration.ofHours(2),
                    Duration.ofHours(3)),
            Duration.ofDays(5),
            Duration.ofHours(4));

    public RetrySchedule {
        pauses = List.copyOf(pauses);
        if (pauses.isEmpty() || pauses.stream().anyMatch(pause -> !pause.isPositive()) || !patience.isPositive()) {
            throw new IllegalArgumentException("pauses and patience must be positive");
        }
    }

    /// @param failures so far, at least 1
    public Duration pause(int failures) {
        return pauses.get(Math.min(failures, pauses.size()) - 1);
    }

    /// The next attempt after one that failed; never behind the end, so that there is a last one.
    ///
    /// @param failures so far, this one included
    Instant next(Instant now, int failures, Instant expires) {
        Instant next = now.plus(pause(failures));
        return next.isAfter(expires) ? expires : next;
    }
}
