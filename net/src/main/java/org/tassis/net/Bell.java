package org.tassis.net;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Where the one thread of a session sleeps until something it waits for has happened. Ringers change a volatile
/// (or locked) state first and ring then; the sleeper announces itself first and looks at the state then: so no
/// ring is lost, and ringing costs one volatile read when nobody sleeps.
final class Bell {
    static final long NO_DEADLINE = Long.MAX_VALUE;

    private volatile @Nullable Thread sleeper;

    /// Any thread.
    void ring() {
        var thread = sleeper;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /// Sleeps until the condition holds; false when the deadline (of {@link System#nanoTime}) passed before.
    boolean await(BooleanSupplier condition, long deadline) {
        if (condition.getAsBoolean()) {
            return true;
        }
        sleeper = Thread.currentThread();
        try {
            while (!condition.getAsBoolean()) {
                if (deadline == NO_DEADLINE) {
                    LockSupport.park(this);
                } else {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    LockSupport.parkNanos(this, left);
                }
            }
            return true;
        } finally {
            sleeper = null;
        }
    }

    static long deadline(java.time.Duration timeout) {
        return System.nanoTime() + timeout.toNanos();
    }
}
