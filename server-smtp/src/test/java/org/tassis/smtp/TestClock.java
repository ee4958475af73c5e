package org.tassis.smtp;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that goes when it is told to.
final class TestClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-11-21T08:39:06Z");

    @Override
    public Instant instant() {
        return now;
    }

    void advance(Duration time) {
        now = now.plus(time);
    }
}
