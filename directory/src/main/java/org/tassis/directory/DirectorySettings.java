package org.tassis.directory;

import java.time.Duration;

/// @param cacheEntries accounts, logins and addresses held in memory, of each at most this many; about 1 KB each
/// @param cacheTime    how long an answer is trusted when another node may have changed it
/// @param keepRemoved  how long removed mailboxes and domains can be restored
public record DirectorySettings(int cacheEntries, Duration cacheTime, Duration keepRemoved) {
    public static final DirectorySettings DEFAULT =
            new DirectorySettings(20_000, Duration.ofSeconds(60), Duration.ofDays(30));

    public DirectorySettings {
        if (cacheEntries < 1 || cacheTime.isNegative() || keepRemoved.isNegative()) {
            throw new IllegalArgumentException("directory settings are not negative");
        }
    }
}
