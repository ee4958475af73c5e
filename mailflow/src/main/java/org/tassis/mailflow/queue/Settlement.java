package org.tassis.mailflow.queue;

import java.time.Instant;

/// What becomes of a row after an attempt.
public sealed interface Settlement {
    /// Of the row.
    long id();

    /// It was delivered, failed for good, or was dropped: the row goes.
    record Done(long id) implements Settlement {}

    /// It is tried again.
    ///
    /// @param delayTold whether the sender was told of the delay just now
    record Deferred(long id, Instant due, DeliveryStatus status, boolean delayTold) implements Settlement {}
}
