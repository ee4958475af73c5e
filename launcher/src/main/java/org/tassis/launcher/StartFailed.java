package org.tassis.launcher;

/// The server cannot start. The message is for the operator: what, why, what to do; no stack trace is shown.
final class StartFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    StartFailed(String message) {
        super(message);
    }

    StartFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
