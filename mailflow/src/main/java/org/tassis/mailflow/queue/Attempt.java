package org.tassis.mailflow.queue;

import java.time.Instant;
import java.util.Optional;

/// What an attempt at one recipient came to, for log, metrics and trace.
///
/// @param row    as it was before
/// @param status what happened
/// @param next   when it is tried again; empty when it is not
public record Attempt(Queued row, DeliveryStatus status, Optional<Instant> next) {
    /// Delivered, deferred, or failed for good.
    public Ending ending() {
        return status.isSuccess() ? Ending.DELIVERED : next.isPresent() ? Ending.DEFERRED : Ending.FAILED;
    }

    public enum Ending {
        DELIVERED,
        DEFERRED,
        FAILED
    }
}
