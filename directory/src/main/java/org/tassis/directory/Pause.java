package org.tassis.directory;

import java.time.Duration;

/// How a caller is made to wait: on a virtual thread by sleeping.
@FunctionalInterface
public interface Pause {
    Pause SLEEP = Thread::sleep;

    /// @throws InterruptedException when the server stops
    void of(Duration time) throws InterruptedException;
}
