package org.tassis.directory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a mailbox answers by itself, and when.
///
/// @param subject  empty: `Re:` and the subject of the message that is answered
/// @param text     plain text, lines separated by `\n`
/// @param from     the first moment at which it answers; empty: at once
/// @param until    the first moment at which it answers no more; empty: never
/// @param interval least time between two replies to one sender, a minute to a year
/// @param enabled  when off, nothing is answered
/// @param changed  when it was last set
/// @param removed  when it was removed; it can be restored until another is set
public record AutoReply(
        String subject,
        String text,
        Optional<Instant> from,
        Optional<Instant> until,
        Duration interval,
        boolean enabled,
        Instant changed,
        Optional<Instant> removed) {
    /// When an administrator sets one without saying so.
    public static final Duration INTERVAL_BY_ADMINISTRATOR = Duration.ofMinutes(10);

    /// When a user sets one without saying so.
    public static final Duration INTERVAL_BY_USER = Duration.ofDays(1);

    public boolean exists() {
        return removed.isEmpty();
    }

    /// Whether it answers at that moment.
    public boolean isActive(Instant now) {
        return exists()
                && enabled
                && from.filter(now::isBefore).isEmpty()
                && until.filter(end -> !now.isBefore(end)).isEmpty();
    }

    public AutoReply withEnabled(boolean on) {
        return new AutoReply(subject, text, from, until, interval, on, changed, removed);
    }

    public AutoReply withRemoved(Optional<Instant> when) {
        return new AutoReply(subject, text, from, until, interval, enabled, changed, when);
    }
}
