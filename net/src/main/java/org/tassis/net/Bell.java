package org.tassis.net;

import io.netty.channel.Channel;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Where the one thread of a session sleeps until something it waits for has happened. Ringers change a
/// volatile (or locked) state first and ring then; the sleeper announces itself first and looks at the
/// state then: so no ring is lost, and ringing costs one volatile read when nobody sleeps.
///
/// A session sleeps after each command, and nearly always something comes long before the deadline. So a
/// deadline is not set and cancelled each time: one alarm of the channel's event loop stays set from sleep
/// to sleep, and when it goes off too early for the present one, it is set again.
final class Bell {
    static final long NO_DEADLINE = Long.MAX_VALUE;

    private final Channel channel;
    private volatile @Nullable Thread sleeper;
    private volatile long until = NO_DEADLINE; // of the sleeper; written before it announces itself
    private volatile long alarm = NO_DEADLINE; // when it goes off; written under the lock
    private @Nullable Future<?> timer; // under the lock
    private boolean silent; // under the lock

    /// @param channel registered with its event loop before anybody sleeps
    Bell(Channel channel) {
        this.channel = channel;
    }

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
        until = deadline;
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
                    if (isSetFor(deadline) || set(deadline)) {
                        LockSupport.park(this);
                    } else {
                        LockSupport.parkNanos(this, left);
                    }
                }
            }
            return true;
        } finally {
            sleeper = null;
        }
    }

    private boolean isSetFor(long deadline) {
        long at = alarm;
        return at != NO_DEADLINE && at - deadline <= 0;
    }

    /// False when there is no event loop any more that could wake anybody.
    private synchronized boolean set(long deadline) {
        if (isSetFor(deadline)) {
            return true;
        }
        cancel();
        if (silent) {
            return false;
        }
        try {
            timer = channel.eventLoop()
                    .schedule(() -> goOff(deadline), deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException _) {
            return false;
        }
        alarm = deadline;
        return true;
    }

    /// On the event loop. First the alarm is taken for gone and then the sleeper is looked for: one who
    /// fell asleep meanwhile either is seen here or has seen that the alarm is gone.
    private void goOff(long at) {
        synchronized (this) {
            if (alarm != at) {
                return; // another took its place, which is earlier
            }
            alarm = NO_DEADLINE;
            timer = null;
        }
        if (sleeper != null) {
            long deadline = until;
            if (deadline != NO_DEADLINE && (deadline - System.nanoTime() <= 0 || !set(deadline))) {
                ring();
            }
        }
    }

    private void cancel() {
        var set = timer;
        if (set != null) {
            set.cancel(false);
        }
        timer = null;
        alarm = NO_DEADLINE;
    }

    /// The channel is closed: nothing of this is kept by its event loop.
    synchronized void silence() {
        silent = true;
        cancel();
    }

    static long deadline(java.time.Duration timeout) {
        return System.nanoTime() + timeout.toNanos();
    }
}
