package org.tassis.directory;

import org.jspecify.annotations.Nullable;

/// A refusal or failure of the directory. Nothing was changed. The message is the failure's public text.
public final class DirectoryException extends RuntimeException {
    private final transient DirectoryFailure failure;

    public DirectoryException(DirectoryFailure failure) {
        this(failure, null);
    }

    public DirectoryException(DirectoryFailure failure, @Nullable Throwable cause) {
        super(failure.text(), cause, false, cause != null); // refusals are expected: no stack trace
        this.failure = failure;
    }

    public DirectoryFailure failure() {
        return failure;
    }
}
