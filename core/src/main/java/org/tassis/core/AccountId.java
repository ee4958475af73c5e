package org.tassis.core;

/// Identity of a mailbox account (a person or role that owns mailboxes); never reused.
///
/// @param value positive
public record AccountId(long value) {
    public AccountId {
        if (value <= 0) {
            throw new IllegalArgumentException("AccountId must be positive: " + value);
        }
    }
}
