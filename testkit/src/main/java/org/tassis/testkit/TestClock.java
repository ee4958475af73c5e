package org.tassis.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands still until it is told otherwise. Any thread.
public final class TestClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-02-03T10:11:12Z");

    @Override
    public Instant instant() {
        return now;
    }

    public synchronized void advance(Duration duration) {
        now = now.plus(duration);
    }
}
