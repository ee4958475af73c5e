package org.tassis.search;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.tassis.core.MailboxId;

/// Mailboxes of which something is to be done, each once however often it changes: what that is, the store
/// is asked when its turn comes. Those that change now come before those that changed while nobody
/// followed. Any thread.
final class Work {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /// Whether messages left them.
    private final Map<MailboxId, Boolean> live = new LinkedHashMap<>();
    private long[] missed = new long[0];
    private int done;
    private boolean closed;
    private boolean rebuild;
    private boolean idle;
    private boolean called;

    /// @param left whether messages may have left it
    record Task(MailboxId mailbox, boolean left) {}

    void add(MailboxId mailbox, boolean left) {
        lock.lock();
        try {
            live.merge(mailbox, left, Boolean::logicalOr);
            idle = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Mailboxes that changed while nobody followed, instead of those known before.
    void missed(long[] mailboxes) {
        lock.lock();
        try {
            missed = mailboxes;
            done = 0;
            idle = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Optional<Task> poll() {
        lock.lock();
        try {
            if (!live.isEmpty()) {
                Map.Entry<MailboxId, Boolean> first = live.entrySet().iterator().next();
                Task task = new Task(first.getKey(), first.getValue());
                live.remove(first.getKey());
                return Optional.of(task);
            }
            if (done < missed.length) {
                return Optional.of(new Task(new MailboxId(missed[done++]), true));
            }
            missed = new long[0];
            done = 0;
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// Mailboxes that wait.
    int waiting() {
        lock.lock();
        try {
            return live.size() + behind();
        } finally {
            lock.unlock();
        }
    }

    /// Of those that were missed.
    int behind() {
        lock.lock();
        try {
            return missed.length - done;
        } finally {
            lock.unlock();
        }
    }

    /// Until there is something to do, or for so long.
    void await(Duration atMost) {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (!isOver() && live.isEmpty() && behind() == 0 && !called && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            called = false;
        } catch (InterruptedException e) { // nobody interrupts this thread
            Thread.currentThread().interrupt();
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /// There is something else to do than is known here: whoever awaits goes on.
    void call() {
        lock.lock();
        try {
            called = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// What was polled is done, and readers see it.
    void finished() {
        lock.lock();
        try {
            idle = live.isEmpty() && behind() == 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Until all is done that was known, or for so long.
    ///
    /// @return whether it is
    boolean awaitIdle(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (!idle && !closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return idle;
        } finally {
            lock.unlock();
        }
    }

    /// For so long, whatever there is to do.
    void rest(Duration time) {
        lock.lock();
        try {
            long nanos = time.toNanos();
            while (!isOver() && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) { // nobody interrupts this thread
            Thread.currentThread().interrupt();
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void rebuild() {
        lock.lock();
        try {
            rebuild = true;
            idle = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether it was asked for since this was asked last.
    boolean takeRebuild() {
        lock.lock();
        try {
            boolean asked = rebuild;
            rebuild = false;
            return asked;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /// Whether what goes on is to end: closed, or to be begun anew.
    boolean isOver() {
        lock.lock();
        try {
            return closed || rebuild;
        } finally {
            lock.unlock();
        }
    }

    /// A wait that ends.
    static Duration until(long nanoTime) {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    /// What {@link System#nanoTime} says then.
    static long in(Duration time) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(time.toMillis());
    }
}
