package org.tassis.mailflow.aside;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.directory.DirectoryException;
import org.tassis.store.StoreException;

/// Does work of which those who cause it need not know: one thing after the other, on a virtual thread of
/// its own. So many may wait; more are refused, and nobody ever waits for a place. Work that fails is
/// logged, and the next is done. Any thread.
public final class AsideWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AsideWorker.class);
    private static final long PATIENCE = TimeUnit.SECONDS.toMillis(10);

    /// The last thing to do.
    private static final Work END = () -> {};

    private final String failed;
    private final ArrayBlockingQueue<Work> waiting;
    private final Thread worker;

    /// What is done, aside.
    @FunctionalInterface
    public interface Work {
        void run() throws IOException;
    }

    /// Begins at once.
    ///
    /// @param name   of its thread
    /// @param most   pieces of work that may wait
    /// @param failed what is said of one that failed, such as `contacts: not noted`
    public AsideWorker(String name, int most, String failed) {
        this.failed = failed;
        this.waiting = new ArrayBlockingQueue<>(most);
        this.worker = Thread.ofVirtual().name(name).start(this::work);
    }

    private void work() {
        try {
            for (Work next = waiting.take(); next != END; next = waiting.take()) {
                run(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Work work) {
        try {
            work.run();
        } catch (StoreException | DirectoryException e) {
            LOG.debug(failed, e); // gone meanwhile, or the database is away
        } catch (RuntimeException | IOException e) {
            LOG.warn(failed, e);
        }
    }

    /// Returns at once.
    ///
    /// @return whether there was a place for it
    public boolean offer(Work work) {
        return waiting.offer(work);
    }

    /// How many pieces wait.
    public int waiting() {
        return waiting.size();
    }

    /// True when everything that was offered before has been done; false when there was no place to wait.
    public CompletableFuture<Boolean> settled() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        if (!offer(() -> done.complete(true))) {
            done.complete(false);
        }
        return done;
    }

    /// Does what waits, and ends; waits for that as long as it takes. Nothing may be offered any more.
    public void finish() {
        try {
            waiting.put(END);
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Leaves out what waits, and ends; waits some seconds for what is being done. Nothing may be offered any
    /// more.
    @Override
    public void close() {
        waiting.clear();
        if (waiting.offer(END)) {
            try {
                worker.join(PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
