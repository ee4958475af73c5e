package org.tassis.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;

/// Which mailboxes and accounts the committer's transaction is changing, so that readers need no locks of
/// the database (which on Derby would make them wait for the committer, and the committer for them): who
/// reads looks before and after, and what was read counts when nothing of it was in flight meanwhile.
/// Counters are odd while something is in flight; several ids may share one, which costs a needless second
/// look.
final class InFlight {
    private static final int COUNTERS = 1 << 12;
    private static final long PATIENCE_MILLIS = 200;

    private final AtomicLongArray counters = new AtomicLongArray(COUNTERS);
    private final AtomicLong everything = new AtomicLong();

    /// Of the committer's thread.
    private final List<Integer> open = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    /// What a reader reads about.
    record Subject(int counter) {
        static Subject of(MailboxId mailbox) {
            return of(mailbox.value() * 2);
        }

        static Subject of(AccountId account) {
            return of(account.value() * 2 + 1);
        }

        private static Subject of(long id) {
            return new Subject((int) (id * 0x9E37_79B9_7F4A_7C15L >>> 40) & COUNTERS - 1);
        }
    }

    // ---- the committer ----

    void begin(Subject subject) {
        if ((counters.get(subject.counter) & 1) == 0) {
            counters.incrementAndGet(subject.counter);
            open.add(subject.counter);
        }
    }

    /// What is being changed is not known beforehand.
    void beginEverything() {
        if ((everything.get() & 1) == 0) {
            everything.incrementAndGet();
        }
    }

    /// Committed and shown, or rolled back.
    void end() {
        for (int counter : open) {
            counters.incrementAndGet(counter);
        }
        open.clear();
        if ((everything.get() & 1) != 0) {
            everything.incrementAndGet();
        }
        lock.lock();
        try {
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ---- readers ----

    /// Waits a little when the subject is in flight.
    /// @return what {@link #isUntouched} compares with; negative when it still is
    long look(Subject subject) {
        long mark = mark(subject);
        if (mark >= 0) {
            return mark;
        }
        lock.lock();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
            while (mark(subject) < 0 && nanos > 0) {
                nanos = ended.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return mark(subject);
    }

    private long mark(Subject subject) {
        long one = counters.get(subject.counter);
        long all = everything.get();
        return ((one | all) & 1) != 0 ? -1 : one + all; // each only grows, so the sum tells when one did
    }

    boolean isUntouched(Subject subject, long mark) {
        return mark >= 0 && mark(subject) == mark;
    }
}
