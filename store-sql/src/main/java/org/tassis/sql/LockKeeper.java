package org.tassis.sql;

import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after the lock of the database, as connections are lost when it is started again, and the lock
/// goes with its own: takes it again, or ends the store when another has it. Closing twice is allowed.
final class LockKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LockKeeper.class);
    private static final int EVERY_SECONDS = 3;

    private final StoreLock lock;
    private final Runnable whenTaken;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("store-lock").daemon().factory());

    /// @param whenTaken ends the store
    LockKeeper(StoreLock lock, Runnable whenTaken) {
        this.lock = lock;
        this.whenTaken = whenTaken;
    }

    void start() {
        thread.scheduleWithFixedDelay(this::keep, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    void keep() {
        try {
            lock.keep();
        } catch (StoreLock.Taken e) {
            LOG.error("Another Tassis has taken the database while the connection to it was lost: no more mail is"
                    + " stored or served here. Stop one of the two, and start this one again");
            whenTaken.run();
            thread.shutdown();
        } catch (SQLException e) {
            LOG.warn("The database does not answer: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("Looking after the lock of the database failed; it is tried again", e);
        }
    }

    /// Looks after it no more; the lock stays.
    void stop() {
        thread.shutdown();
    }

    /// Gives the lock back.
    @Override
    public void close() {
        stop();
        try {
            lock.close();
        } catch (SQLException e) {
            LOG.warn("giving back the lock of the database", e);
        }
    }
}
