package org.tassis.directory;

import java.time.Instant;
import java.util.Optional;

/// An account as it is stored.
///
/// @param removed when it was removed: it is closed, its login and addresses stay reserved, and it can be restored
///     until it is purged
public record AccountRecord(Account account, Instant created, Optional<Instant> removed) {
    public boolean exists() {
        return removed.isEmpty();
    }

    public AccountRecord with(Account changed) {
        return new AccountRecord(changed, created, removed);
    }

    public AccountRecord withRemoved(Optional<Instant> when) {
        return new AccountRecord(account, created, when);
    }
}
