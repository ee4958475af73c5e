package org.tassis.directory;

import java.time.Instant;

/// That an account asks for a code beside the password.
///
/// @param sealed   the secret, as it is kept
/// @param created  when it was set up
/// @param lastStep the last step whose code was used; no code of it or of one before is taken again
public record SecondFactor(String sealed, Instant created, long lastStep) {
    /// Without the secret.
    @Override
    public String toString() {
        return "SecondFactor[created=" + created + "]";
    }
}
