package org.tassis.mailflow.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.RecipientParameters;

/// One recipient of one message in the queue: a row.
///
/// @param destination where it goes: a domain, {@link #HERE}, or `host:port` when an administrator sent it another way
/// @param due         when it is tried next
/// @param expires     when it is given up
/// @param attempts    that failed
/// @param delayTold   whether the sender was told of the delay
/// @param lastStatus  what the last attempt ended with; empty before the first
public record Queued(
        long id,
        QueuedMessage message,
        EmailAddress address,
        RecipientParameters parameters,
        String destination,
        State state,
        Instant due,
        Instant expires,
        int attempts,
        boolean delayTold,
        Optional<DeliveryStatus> lastStatus) {
    public static final int MAX_DESTINATION = 300;

    /// The destination of what waits to be delivered here; no domain and no server is called so.
    public static final String HERE = "@local";

    public enum State {
        WAITING,
        /// Not tried until an administrator says so.
        HELD
    }

    /// As it is when its message has just been accepted: due at once or when its sender says, for its domain.
    ///
    /// @param patience from when it is due until it is given up
    public static Queued fresh(QueuedMessage message, Outgoing.To to, long id, Duration patience) {
        Instant due = message.parameters()
                .releaseAt()
                .map(at -> at.truncatedTo(ChronoUnit.MILLIS))
                .filter(at -> at.isAfter(message.accepted()))
                .orElse(message.accepted());
        return new Queued(
                id,
                message,
                to.address(),
                to.parameters(),
                to.here() ? HERE : to.address().domain().ascii(),
                State.WAITING,
                due,
                due.plus(patience),
                0,
                false,
                Optional.empty());
    }

    public Queued withState(State next) {
        return new Queued(
                id, message, address, parameters, destination, next, due, expires, attempts, delayTold, lastStatus);
    }

    public Queued withDue(Instant next) {
        return new Queued(
                id, message, address, parameters, destination, state, next, expires, attempts, delayTold, lastStatus);
    }

    public Queued withExpires(Instant next) {
        return new Queued(
                id, message, address, parameters, destination, state, due, next, attempts, delayTold, lastStatus);
    }

    /// @throws IllegalArgumentException too long
    public Queued withDestination(String next) {
        if (next.isEmpty() || next.length() > MAX_DESTINATION) {
            throw new IllegalArgumentException("no destination: " + next);
        }
        return new Queued(id, message, address, parameters, next, state, due, expires, attempts, delayTold, lastStatus);
    }

    /// After a failed attempt.
    Queued deferred(Settlement.Deferred why) {
        return new Queued(
                id,
                message,
                address,
                parameters,
                destination,
                state,
                why.due(),
                expires,
                attempts + 1,
                delayTold || why.delayTold(),
                Optional.of(why.status()));
    }

    /// What a search looks at, lower case.
    String searched() {
        return searched(address, message);
    }

    /// Recipient, sender and id, in lower case, as rows are searched.
    public static String searched(EmailAddress recipient, QueuedMessage message) {
        return (recipient + " " + message.sender().map(EmailAddress::toString).orElse("<>") + " " + message.id())
                .toLowerCase(Locale.ROOT);
    }
}
