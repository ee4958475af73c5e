package org.tassis.imap.session;

import java.nio.file.Path;
import java.time.Duration;
import org.tassis.imap.reply.MessageLimit;

/// How the IMAP engine behaves.
///
/// @param appendLimit       octets of the largest message taken by APPEND: RFC 7889
/// @param maxAppendMessages messages in one APPEND: RFC 3502
/// @param maxAppendOctets   octets of all messages in one APPEND
/// @param spoolDirectory    where large messages wait while they arrive; it exists
/// @param loginTimeout      how long a client may take over a command before it has logged in, which it
///     must within three times that
/// @param idleTimeout       how long a logged-in client may be silent, in IDLE too; at least 30 minutes:
///     RFC 9051 §5.4
/// @param idleKeepAlive     how often an idling client is sent a line, so that routers do not forget the
///     connection and a client that has gone is noticed
/// @param maxBadCommands    how many BAD replies in a row end a session; before login it is three, as
///     whatever speaks there is no mail program
/// @param messageLimit      messages that one command is about at most: RFC 9738
public record ImapSettings(
        long appendLimit,
        int maxAppendMessages,
        long maxAppendOctets,
        Path spoolDirectory,
        Duration loginTimeout,
        Duration idleTimeout,
        Duration idleKeepAlive,
        int maxBadCommands,
        MessageLimit messageLimit) {

    public ImapSettings {
        if (appendLimit < 1 || maxAppendMessages < 1 || maxAppendOctets < appendLimit || maxBadCommands < 1) {
            throw new IllegalArgumentException("limits are positive");
        }
        if (loginTimeout.isNegative()
                || loginTimeout.isZero()
                || idleKeepAlive.isNegative()
                || idleKeepAlive.isZero()) {
            throw new IllegalArgumentException("durations are positive");
        }
    }

    /// Messages to 50 MB, a minute to log in, RFC 9051 §5.4's 30 minutes after that, a million messages in a
    /// command.
    public static ImapSettings defaults(Path spoolDirectory) {
        return new ImapSettings(
                50L << 20,
                100,
                200L << 20,
                spoolDirectory,
                Duration.ofMinutes(1),
                Duration.ofMinutes(30),
                Duration.ofMinutes(4),
                20,
                new MessageLimit(1_000_000, false));
    }

    /// The same with another bound for what one command is about.
    public ImapSettings withMessageLimit(MessageLimit limit) {
        return new ImapSettings(
                appendLimit,
                maxAppendMessages,
                maxAppendOctets,
                spoolDirectory,
                loginTimeout,
                idleTimeout,
                idleKeepAlive,
                maxBadCommands,
                limit);
    }
}
