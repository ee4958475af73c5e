package org.tassis.certificates;

import java.time.Duration;
import java.util.Optional;

/// An authority issued no certificate. The message says what happened and why, and what to do where that
/// is known.
public final class NotIssued extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Optional<Duration> notBefore;

    public NotIssued(String message, Throwable cause) {
        this(message, Optional.empty(), cause);
    }

    public NotIssued(String message) {
        super(message);
        this.notBefore = Optional.empty();
    }

    /// @param notBefore how long the authority asks to wait
    public NotIssued(String message, Optional<Duration> notBefore, Throwable cause) {
        super(message, cause);
        this.notBefore = notBefore;
    }

    public Optional<Duration> notBefore() {
        return notBefore;
    }
}
