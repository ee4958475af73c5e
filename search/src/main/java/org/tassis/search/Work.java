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
    private final LinkedHashMap<MailboxId, Boolean> live = new LinkedHashMap<>();
    private long[] missed = new long[0];
    private int done;
    private boolean closed;
    private boolean rebuild;
    private boolean idle;
    private boolean called;
    /// Somebody searches in what is not indexed, or not seen yet.
    private boolean wanted;
    /// Those that wait until all is done.
    private int awaiting;
    /// Messages that came in this second, and in the one before.
    private long second;

    private long arrivals;
    private long before;

    /// So many in a second, and what they are is indexed later.
    private static final int MANY = 50;

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

    /// Messages came into a mailbox.
    void arrived(MailboxId mailbox, long messages) {
        lock.lock();
        try {
            count(messages);
            add(mailbox, false);
        } finally {
            lock.unlock();
        }
    }

    private void count(long messages) {
        long now = System.nanoTime() >> 30; // as good as a second
        if (now != second) {
            before = now == second + 1 ? arrivals : 0;
            arrivals = 0;
            second = now;
        }
        arrivals += messages;
    }

    private boolean isBusy() {
        count(0);
        return before + arrivals > 2 * MANY;
    }

    /// Somebody searches there: what is to be done for it, is done first and soon.
    ///
    /// @param unseen whether readers do not see all that was done
    void want(MailboxId mailbox, boolean unseen) {
        lock.lock();
        try {
            Boolean left = live.get(mailbox);
            if (left != null) {
                live.putFirst(mailbox, left);
            }
            if (left != null || unseen) {
                wanted = true;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether readers should see now what was done. Asked once, it is no more wanted, unless somebody
    /// waits until all is done.
    boolean isWanted() {
        lock.lock();
        try {
            boolean now = wanted || awaiting > 0 && live.isEmpty() && behind() == 0;
            wanted = false;
            return now;
        } finally {
            lock.unlock();
        }
    }

    /// Lets changes come together, in fewer and larger steps.
    ///
    /// @param begun {@link System#nanoTime} when that began
    /// @param least at least for so long
    /// @param usual for so long unless somebody searches in what is not indexed
    /// @param most  for so long, with that exception, while many messages come: others need the machine
    /// @param now   it returns after this time whatever there is
    /// @return whether it goes on
    boolean gather(long begun, Duration least, Duration usual, Duration most, Duration now) {
        lock.lock();
        try {
            long left = now.toNanos();
            while (!isOver() && behind() == 0) {
                Duration until = usual;
                if (wanted || called || awaiting > 0) {
                    until = usual.compareTo(least) < 0 ? usual : least;
                } else if (isBusy()) {
                    until = most;
                }
                long wait = until.toNanos() - (System.nanoTime() - begun);
                if (wait <= 0) {
                    return false;
                }
                if (left <= 0) {
                    return true;
                }
                long some = Math.min(left, Math.min(wait, Math.max(1, least.toNanos())));
                left -= some - changed.awaitNanos(some);
            }
        } catch (InterruptedException e) { // nobody interrupts this thread
            Thread.currentThread().interrupt();
            closed = true;
        } finally {
            lock.unlock();
        }
        return false;
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
            while (!isOver() && live.isEmpty() && behind() == 0 && !called && !wanted && awaiting == 0 && nanos > 0) {
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
            awaiting++;
            changed.signalAll();
            while (!idle && !closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return idle;
        } finally {
            awaiting--;
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
