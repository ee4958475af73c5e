package org.tassis.testkit.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.tassis.mailflow.queue.QueueTimer;
import org.tassis.testkit.TestClock;

/// A timer that follows a test's clock: tasks run when {@link #advance} comes to them, on the thread that calls it.
/// Any thread.
public final class TestTimer implements QueueTimer {
    private record Task(Instant time, long number, Runnable run) {}

    private final TestClock clock;
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparing(Task::time).thenComparing(Task::number));
    private long number;

    public TestTimer(TestClock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void at(Instant time, Runnable task) {
        tasks.add(new Task(time, ++number, task));
    }

    /// Of the first task; what a test waits for when it does not know how long it takes.
    public synchronized Instant next() {
        return tasks.isEmpty() ? Instant.MAX : tasks.peek().time();
    }

    /// Sets the clock on, and runs what has become due.
    public void advance(Duration duration) {
        clock.advance(duration);
        List<Task> due = new ArrayList<>();
        synchronized (this) {
            while (!tasks.isEmpty() && !tasks.peek().time().isAfter(clock.instant())) {
                due.add(tasks.remove());
            }
        }
        due.forEach(task -> task.run().run());
    }

    @Override
    public synchronized void close() {
        tasks.clear();
    }
}
