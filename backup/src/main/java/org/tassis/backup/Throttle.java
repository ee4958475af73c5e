package org.tassis.backup;

import java.util.concurrent.TimeUnit;

/// Keeps the octets of a time below a limit, by making whoever writes wait. Used by one thread.
final class Throttle {
    private final long perSecond;
    private long freeAt = System.nanoTime();

    /// @param perSecond octets; 0 for any number
    Throttle(long perSecond) {
        this.perSecond = perSecond;
    }

    void spend(long octets) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (perSecond <= 0) {
            return;
        }
        long now = System.nanoTime();
        freeAt = Math.max(freeAt, now) + (long) (octets * 1e9 / perSecond);
        if (freeAt > now) {
            TimeUnit.NANOSECONDS.sleep(freeAt - now);
        }
    }
}
