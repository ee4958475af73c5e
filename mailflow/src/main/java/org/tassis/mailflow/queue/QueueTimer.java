package org.tassis.mailflow.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Runs what is due at a time. Tests bring one that follows their clock.
public interface QueueTimer extends AutoCloseable {
    /// Runs `task` once, at this time or soon after, at once when it is past; never within this call. The task is
    /// short and does not block.
    void at(Instant time, Runnable task);

    /// Tasks that are not due yet never run.
    @Override
    void close();

    /// By the machine's clock.
    static QueueTimer system(InstantSource clock) {
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("queue-timer").daemon().factory());
        return new QueueTimer() {
            @Override
            public void at(Instant time, Runnable task) {
                long millis = Duration.between(clock.instant(), time).toMillis();
                if (!thread.isShutdown()) {
                    var _ = thread.schedule(task, Math.max(0, millis + 1), TimeUnit.MILLISECONDS);
                }
            }

            @Override
            public void close() {
                thread.shutdownNow();
            }
        };
    }
}
