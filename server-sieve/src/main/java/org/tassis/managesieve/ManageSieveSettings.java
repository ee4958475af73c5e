package org.tassis.managesieve;

import java.time.Duration;

/// What one ManageSieve engine allows.
///
/// @param idleTimeout     how long a client that has logged in may be silent; RFC 5804 §1.2 asks for 30 minutes
/// @param loginTimeout    how long a client may take to log in, all in all
/// @param maxBadCommands  that cannot be understood, or not in their state, before the session is ended
/// @param maxFailedLogins before the session is ended
public record ManageSieveSettings(
        Duration idleTimeout, Duration loginTimeout, int maxBadCommands, int maxFailedLogins) {
    public static final ManageSieveSettings DEFAULT =
            new ManageSieveSettings(Duration.ofMinutes(30), Duration.ofMinutes(1), 20, 5);

    public ManageSieveSettings {
        if (!idleTimeout.isPositive() || !loginTimeout.isPositive() || maxBadCommands < 1 || maxFailedLogins < 1) {
            throw new IllegalArgumentException("timeouts and limits of ManageSieve must be positive");
        }
    }

    public ManageSieveSettings withLoginTimeout(Duration timeout) {
        return new ManageSieveSettings(idleTimeout, timeout, maxBadCommands, maxFailedLogins);
    }
}
