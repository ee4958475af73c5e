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

    /// Spelt out, as for the hash code: keys of maps that every operation looks into.
    @Override
    public boolean equals(Object other) {
        return other instanceof AccountId that && value == that.value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }
}
