package org.tassis.imap.command;

/// An argument that is spelled right and still refused.
final class RefusedArgument extends RuntimeException {
    private final Request.Reason reason;

    RefusedArgument(Request.Reason reason) {
        super(reason.name(), null, false, false); // expected: no stack trace
        this.reason = reason;
    }

    Request.Reason reason() {
        return reason;
    }
}
