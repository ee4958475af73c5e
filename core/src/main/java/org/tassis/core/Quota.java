package org.tassis.core;

/// How much an account may hold. Enforced by the store inside the transaction of each write.
///
/// @param bytes    octets of all messages, at least 0
/// @param messages number of messages, at least 0
public record Quota(long bytes, long messages) {
    public static final Quota UNLIMITED = new Quota(Long.MAX_VALUE, Long.MAX_VALUE);

    public Quota {
        if (bytes < 0 || messages < 0) {
            throw new IllegalArgumentException("a quota is not negative");
        }
    }

    public static Quota ofBytes(long bytes) {
        return new Quota(bytes, Long.MAX_VALUE);
    }

    public boolean limitsBytes() {
        return bytes != Long.MAX_VALUE;
    }

    public boolean limitsMessages() {
        return messages != Long.MAX_VALUE;
    }
}
