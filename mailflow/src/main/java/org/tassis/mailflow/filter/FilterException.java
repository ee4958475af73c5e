package org.tassis.mailflow.filter;

import org.jspecify.annotations.Nullable;

/// A refusal or failure. Nothing was changed. The message is the failure's public text.
public final class FilterException extends RuntimeException {
    private final transient FilterFailure failure;

    public FilterException(FilterFailure failure) {
        this(failure, null);
    }

    public FilterException(FilterFailure failure, @Nullable Throwable cause) {
        super(failure.text(), cause, false, cause != null); // refusals are expected: no stack trace
        this.failure = failure;
    }

    public FilterFailure failure() {
        return failure;
    }
}
