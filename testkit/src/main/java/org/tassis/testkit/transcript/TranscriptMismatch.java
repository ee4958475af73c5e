package org.tassis.testkit.transcript;

/// The server did not say what the transcript expects.
public final class TranscriptMismatch extends AssertionError {
    TranscriptMismatch(String message) {
        super(message);
    }
}
