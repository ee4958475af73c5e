package org.tassis.directory.contact;

import java.time.Instant;
import java.util.Optional;

/// Contacts that are written to together.
///
/// @param id      positive, of this account
/// @param name    1 to {@link #MAX_NAME} characters, none of control
/// @param removed when its owner removed it; can be put back for a while
public record Group(long id, String name, Optional<Instant> removed) {
    public static final int MAX_NAME = 100;

    public boolean isLive() {
        return removed.isEmpty();
    }
}
