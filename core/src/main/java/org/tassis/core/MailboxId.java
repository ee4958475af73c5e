package org.tassis.core;

/// Identity of one mailbox (folder) of an account; stable over rename, never reused.
///
/// @param value positive
public record MailboxId(long value) {
    public MailboxId {
        if (value <= 0) {
            throw new IllegalArgumentException("MailboxId must be positive: " + value);
        }
    }

    /// Spelt out, as for the hash code: keys of maps that every operation looks into.
    @Override
    public boolean equals(Object other) {
        return other instanceof MailboxId that && value == that.value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }
}
