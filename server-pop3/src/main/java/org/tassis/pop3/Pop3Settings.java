package org.tassis.pop3;

import java.time.Duration;

/// What one POP3 engine allows.
///
/// @param idleTimeout     how long a client that has logged in may be silent; RFC 1939 §3 asks for at least 10 minutes
/// @param loginTimeout    how long a client may take to log in, all in all
/// @param maxBadCommands  lines that are no command, or not in their state, before the session is ended
/// @param maxFailedLogins before the session is ended
public record Pop3Settings(Duration idleTimeout, Duration loginTimeout, int maxBadCommands, int maxFailedLogins) {
    public static final Pop3Settings DEFAULT = new Pop3Settings(Duration.ofMinutes(10), Duration.ofMinutes(1), 20, 5);

    public Pop3Settings {
        if (!idleTimeout.isPositive() || !loginTimeout.isPositive() || maxBadCommands < 1 || maxFailedLogins < 1) {
            throw new IllegalArgumentException("timeouts and limits of POP3 must be positive");
        }
    }

    public Pop3Settings withIdleTimeout(Duration timeout) {
        return new Pop3Settings(timeout, loginTimeout, maxBadCommands, maxFailedLogins);
    }

    public Pop3Settings withLoginTimeout(Duration timeout) {
        return new Pop3Settings(idleTimeout, timeout, maxBadCommands, maxFailedLogins);
    }
}
