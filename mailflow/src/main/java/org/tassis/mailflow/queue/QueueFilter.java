package org.tassis.mailflow.queue;

import java.util.Locale;
import java.util.Optional;
import org.tassis.core.AccountId;

/// Which rows an administrator means; empty conditions hold for all.
///
/// @param text        part of the recipient, the sender or the id in the log, in any case
/// @param destination exactly
/// @param owner       whose mail it is
public record QueueFilter(
        Optional<String> text, Optional<String> destination, Optional<Queued.State> state, Optional<AccountId> owner) {
    public static final QueueFilter ALL = new QueueFilter(Optional.empty(), Optional.empty(), Optional.empty());

    /// Whoever's mail it is.
    public QueueFilter(Optional<String> text, Optional<String> destination, Optional<Queued.State> state) {
        this(text, destination, state, Optional.empty());
    }

    public static QueueFilter of(AccountId owner) {
        return new QueueFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(owner));
    }

    public QueueFilter {
        text = text.map(wanted -> wanted.toLowerCase(Locale.ROOT));
        destination = destination.map(wanted -> wanted.toLowerCase(Locale.ROOT));
    }

    public static QueueFilter containing(String text) {
        return new QueueFilter(Optional.of(text), Optional.empty(), Optional.empty());
    }

    boolean admits(Queued row) {
        return (owner.isEmpty() || owner.equals(row.message().owner()))
                && state.filter(wanted -> wanted != row.state()).isEmpty()
                && destination
                        .filter(wanted -> !wanted.equals(row.destination()))
                        .isEmpty()
                && text.filter(wanted -> !row.searched().contains(wanted)).isEmpty();
    }
}
