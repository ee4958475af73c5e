package org.tassis.mailflow.spam.check;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends a question that takes too long, by what it said itself ends it. It is never interrupted while it reads the
/// message: that would close the message's file for everybody (`FileChannel`). For two threads.
final class Cancellation {
    private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

    private boolean cancelled; // guarded by this
    private Optional<Closeable> means = Optional.empty(); // likewise

    /// Said by the one who asks, as soon as it can be ended.
    synchronized void by(Closeable how) {
        means = Optional.of(how);
        if (cancelled) {
            close(how);
        }
    }

    synchronized void cancel() {
        cancelled = true;
        means.ifPresent(Cancellation::close);
    }

    private static void close(Closeable how) {
        try {
            how.close();
        } catch (IOException e) {
            LOG.debug("closing what takes too long", e);
        }
    }
}
