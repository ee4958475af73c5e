package org.tassis.store;

import org.jspecify.annotations.Nullable;

/// A refusal or failure of the store.
public final class StoreException extends RuntimeException {
    private final transient StoreFailure failure;

    public StoreException(StoreFailure failure) {
        this(failure, null);
    }

    public StoreException(StoreFailure failure, @Nullable Throwable cause) {
        super(failure.toString(), cause, false, cause != null); // refusals are expected: no stack trace
        this.failure = failure;
    }

    public StoreFailure failure() {
        return failure;
    }
}
