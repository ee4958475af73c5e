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
}
