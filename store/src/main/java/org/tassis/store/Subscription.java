package org.tassis.store;

/// Ends listening to the change feed when closed; closing twice is allowed, from any thread.
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
