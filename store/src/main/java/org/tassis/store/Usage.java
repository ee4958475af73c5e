package org.tassis.store;

import org.tassis.core.Quota;

/// What an account holds and may hold.
///
/// @param bytes    octets of all its messages (history does not count)
/// @param messages number of them
public record Usage(long bytes, long messages, Quota quota) {
    public long freeBytes() {
        return Math.max(0, quota.bytes() - bytes);
    }

    /// When a message of so many octets has gone.
    public Usage without(long size) {
        return new Usage(bytes - size, messages - 1, quota);
    }

    /// Whether `moreBytes` in `moreMessages` still fit.
    public boolean admits(long moreBytes, long moreMessages) {
        return moreBytes <= quota.bytes() - bytes && moreMessages <= quota.messages() - messages;
    }
}
