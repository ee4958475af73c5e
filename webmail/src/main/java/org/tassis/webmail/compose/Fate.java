package org.tassis.webmail.compose;

import java.time.Instant;
import java.util.Optional;

/// What has become of a letter for one of its recipients.
///
/// @param recipient address as it was written to
/// @param state     what it comes to
/// @param at        when that was; empty for what has not begun
/// @param host      that took it or refused it; empty when none did
/// @param said      what that host said, or what went wrong: a stranger's words; may be empty
/// @param next      when it is tried again, or leaves
record Fate(String recipient, State state, Optional<Instant> at, String host, String said, Optional<Instant> next) {
    enum State {
        /// It leaves later, because its writer wants that.
        SCHEDULED,
        /// It is on its way.
        WAITING,
        /// It was tried in vain, and is tried again.
        DELAYED,
        /// Its server has it.
        DELIVERED,
        /// It does not arrive.
        FAILED,
        /// Called back, or taken out of the queue.
        WITHDRAWN
    }

    /// Whether more is to come.
    public boolean isOpen() {
        return state == State.SCHEDULED || state == State.WAITING || state == State.DELAYED;
    }

    /// The icon beside it.
    public String icon() {
        return switch (state) {
            case SCHEDULED -> "clock";
            case WAITING -> "queue";
            case DELAYED, FAILED -> "warning";
            case DELIVERED -> "check";
            case WITHDRAWN -> "undo";
        };
    }

    public String tone() {
        return switch (state) {
            case SCHEDULED, WAITING, WITHDRAWN -> "";
            case DELAYED -> "warn";
            case DELIVERED -> "good";
            case FAILED -> "bad";
        };
    }
}
