package org.tassis.directory;

import java.time.Instant;
import java.util.Optional;

/// An account as it is stored.
///
/// @param customer whose it is: all its addresses are in domains of that customer
/// @param role     what logs in with it
/// @param removed  when it was removed: it is closed, its login and addresses stay reserved, and it can be restored
///     until it is purged
public record AccountRecord(
        Account account, CustomerId customer, Role role, Instant created, Optional<Instant> removed) {
    /// What an account is for.
    public enum Role {
        /// It receives mail.
        MAILBOX,

        /// It runs the server, and has no mail.
        OPERATOR
    }

    public boolean exists() {
        return removed.isEmpty();
    }

    /// A mailbox, removed or not.
    public boolean isMailbox() {
        return role == Role.MAILBOX;
    }

    public AccountRecord with(Account changed) {
        return new AccountRecord(changed, customer, role, created, removed);
    }

    public AccountRecord of(CustomerId owner) {
        return new AccountRecord(account, owner, role, created, removed);
    }

    public AccountRecord withRemoved(Optional<Instant> when) {
        return new AccountRecord(account, customer, role, created, when);
    }
}
