package org.tassis.mailflow.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tassis.mailflow.Outgoing;
import org.tassis.message.MessageContent;
import org.tassis.store.Destination;
import org.tassis.store.StoreException;

/// The durable queue: one row for each recipient that mail must still be brought to.
///
/// A method that changes something returns when the change is durable; a failure is a {@link StoreException} and
/// changed nothing. Methods block and may be called from any thread. Rows carry no mark of being tried: who uses the
/// queue keeps that to itself, so that a row is due again after a crash.
public interface QueueStore {
    /// Rows that one call may hand out.
    int MAX_PAGE = 2000;

    /// Stores the content once, puts it into each mailbox and queues a row for each recipient of `outgoing`: all or
    /// nothing, in one commit. Recipients are due at once, or when {@code releaseAt} says.
    ///
    /// @param patience after which recipients are given up, counted from when they are first due
    /// @return the rows
    /// @throws StoreException nothing was stored
    List<Queued> accept(
            MessageContent content,
            Instant now,
            List<Destination> mailboxes,
            List<Outgoing> outgoing,
            Duration patience);

    /// All destinations with rows that wait, and when the first of each is due. Reads the whole queue: for the start.
    List<Waiting> waiting();

    /// When the first waiting row for a destination is due of those that are due later than `after`.
    Optional<Instant> nextDue(String destination, Instant after);

    /// Waiting rows for a destination that are due, oldest first, rows of one message together where they are due at
    /// the same time.
    ///
    /// @param limit 1 to {@link #MAX_PAGE}
    List<Queued> due(String destination, Instant until, int limit);

    /// Applies all, or none. Rows that are gone already, dropped by an administrator for example, are passed over.
    void settle(Collection<Settlement> settlements);

    // ---- for administrators ----

    /// Rows by ascending id.
    ///
    /// @param limit 1 to {@link #MAX_PAGE}
    List<Queued> find(QueueFilter filter, long afterId, int limit);

    Optional<Queued> row(long id);

    /// Changes rows, each to what `change` makes of it: state, due, expires and destination count, everything else is
    /// left alone.
    /// @return the rows that were there, as they are now
    List<Queued> change(Collection<Long> ids, UnaryOperator<Queued> change);

    QueueFigures figures();

    // ---- content ----

    /// The octets of a queued message, to be read while one of its rows is there.
    /// @throws StoreException Gone when none is, Damaged when the octets are
    MessageContent content(Queued row);
}
