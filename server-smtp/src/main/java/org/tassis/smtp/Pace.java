package org.tassis.smtp;

import java.time.Duration;
import java.time.InstantSource;
import org.tassis.net.ConnectionTimeout;

/// How long the next block of a message's content may take: a time for each block, one for the whole, and a
/// minimum rate, so that a slow sender holds a session for no longer than its message is worth. For one
/// thread.
final class Pace {
    private final InstantSource clock;
    private final SmtpSettings.Timeouts timeouts;
    private final long start;
    private long octets;

    Pace(InstantSource clock, SmtpSettings.Timeouts timeouts) {
        this.clock = clock;
        this.timeouts = timeouts;
        this.start = clock.millis();
    }

    void received(int count) {
        octets += count;
    }

    long octets() {
        return octets;
    }

    /// @throws ConnectionTimeout there is no time left
    Duration next() throws ConnectionTimeout {
        long spent = clock.millis() - start;
        long forRate = timeouts.grace().toMillis() + octets * 1000 / timeouts.minimumRate();
        long left = Math.min(timeouts.content().toMillis(), forRate) - spent;
        if (left <= 0) {
            throw new ConnectionTimeout("content came too slowly");
        }
        return Duration.ofMillis(Math.min(left, timeouts.block().toMillis()));
    }
}
