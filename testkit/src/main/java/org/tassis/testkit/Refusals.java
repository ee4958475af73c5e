package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;

/// What the directory says when it refuses.
final class Refusals {
    private Refusals() {}

    /// @throws AssertionError if the call was not refused
    static DirectoryFailure refusal(ThrowingCallable call) {
        DirectoryException thrown = catchThrowableOfType(DirectoryException.class, call);
        assertThat(thrown).as("a refusal").isNotNull();
        return thrown.failure();
    }
}
