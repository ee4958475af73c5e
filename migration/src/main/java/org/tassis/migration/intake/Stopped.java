package org.tassis.migration.intake;

/// Bringing mail in ends before its end. What was brought in stays; doing the same again goes on from there.
public final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Why.
    public enum Reason {
        /// Somebody said so, or the server ends.
        CANCELLED,
        /// The mailbox has no room: {@link #getMessage} says how much it would need at least.
        FULL,
        /// The other side, the disk or the store does not go on.
        FAILED
    }

    private final Reason reason;

    public Stopped(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Stopped(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
