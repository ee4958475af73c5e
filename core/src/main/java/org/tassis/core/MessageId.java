package org.tassis.core;

/// Identity of one message in one mailbox, kept when it moves, is expunged and restored; the source of POP3 UIDLs.
/// A copy is a new message. Not the `Message-ID` header.
///
/// @param value positive
public record MessageId(long value) {
    public MessageId {
        if (value <= 0) {
            throw new IllegalArgumentException("MessageId must be positive: " + value);
        }
    }
}
