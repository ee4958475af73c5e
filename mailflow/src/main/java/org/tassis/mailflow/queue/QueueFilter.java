package org.tassis.mailflow.queue;

import java.util.Locale;
import java.util.Optional;

/// Which rows an administrator means; empty conditions hold for all.
///
/// @param text        part of the recipient, the sender or the id in the log, in any case
/// @param destination exactly
public record QueueFilter(Optional<String> text, Optional<String> destination, Optional<Queued.State> state) {
    public static final QueueFilter ALL = new QueueFilter(Optional.empty(), Optional.empty(), Optional.empty());

    public QueueFilter {
        text = text.map(wanted -> wanted.toLowerCase(Locale.ROOT));
        destination = destination.map(wanted -> wanted.toLowerCase(Locale.ROOT));
    }

    public static QueueFilter containing(String text) {
        return new QueueFilter(Optional.of(text), Optional.empty(), Optional.empty());
    }

    boolean admits(Queued row) {
        return state.filter(wanted -> wanted != row.state()).isEmpty()
                && destination
                        .filter(wanted -> !wanted.equals(row.destination()))
                        .isEmpty()
                && text.filter(wanted -> !row.searched().contains(wanted)).isEmpty();
    }
}
