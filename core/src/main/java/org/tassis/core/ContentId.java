package org.tassis.core;

/// Identity of stored octets, shared by every copy of a message; the source of EMAILID (RFC 8474 §5.1).
///
/// @param value positive
public record ContentId(long value) {
    public ContentId {
        if (value <= 0) {
            throw new IllegalArgumentException("ContentId must be positive: " + value);
        }
    }
}
