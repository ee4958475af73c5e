package org.tassis.mailflow.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tassis.mailflow.trace.Trace;
import org.tassis.mailflow.trace.TraceEvent;

/// What administrators do with the queue. What is being sent at that moment is not called back. Any
/// thread; blocks.
public final class QueueDesk {
    private final QueueStore store;
    private final Optional<Dispatcher> dispatcher;
    private final Duration patience;
    private final InstantSource clock;
    private final Trace trace;

    /// @param patience that rows get when they are sent another way
    public QueueDesk(QueueStore store, Dispatcher dispatcher, Duration patience, InstantSource clock, Trace trace) {
        this(store, Optional.of(dispatcher), patience, clock, trace);
    }

    private QueueDesk(
            QueueStore store, Optional<Dispatcher> dispatcher, Duration patience, InstantSource clock, Trace trace) {
        this.store = store;
        this.dispatcher = dispatcher;
        this.patience = patience;
        this.clock = clock;
        this.trace = trace;
    }

    /// Where no server runs: what is changed is taken up at the next start.
    public static QueueDesk withoutServer(QueueStore store, Duration patience, InstantSource clock, Trace trace) {
        return new QueueDesk(store, Optional.empty(), patience, clock, trace);
    }

    public QueueFigures figures() {
        return store.figures();
    }

    /// Rows by ascending id.
    ///
    /// @param limit 1 to {@link QueueStore#MAX_PAGE}
    public List<Queued> find(QueueFilter filter, long afterId, int limit) {
        return store.find(filter, afterId, limit);
    }

    public Optional<Queued> row(long id) {
        return store.row(id);
    }

    /// Not tried until released.
    /// @return the rows that were there
    public List<Queued> hold(Collection<Long> ids) {
        return change(ids, row -> row.withState(Queued.State.HELD));
    }

    /// Tried at once; who waited too long to be tried gets as much time again.
    public List<Queued> release(Collection<Long> ids) {
        return change(ids, row -> now(row.withState(Queued.State.WAITING)));
    }

    /// Tried at once, unless held.
    public List<Queued> retry(Collection<Long> ids) {
        return change(ids, this::now);
    }

    /// @param destination as `Routes.destination` gives it
    public List<Queued> reroute(Collection<Long> ids, String destination) {
        return change(ids, row -> now(row.withDestination(destination)));
    }

    private Queued now(Queued row) {
        Instant now = clock.instant();
        Instant longest = now.plus(patience);
        return row.withDue(now).withExpires(row.expires().isAfter(now) ? row.expires() : longest);
    }

    /// Forgotten; nobody is told, but who asks the trace.
    ///
    /// @param by who does it: a login, or `console`
    /// @return the rows that were there
    public List<Queued> drop(Collection<Long> ids, String by) {
        List<Queued> rows = new ArrayList<>();
        ids.forEach(id -> store.row(id).ifPresent(rows::add));
        store.settle(rows.stream()
                .<Settlement>map(row -> new Settlement.Done(row.id()))
                .toList());
        dispatcher.ifPresent(running -> running.changed(rows));
        rows.forEach(row -> trace.record(new TraceEvent.Deleted(
                clock.instant(), row.message().id(), row.address().toString(), by)));
        return rows;
    }

    private List<Queued> change(Collection<Long> ids, UnaryOperator<Queued> change) {
        List<Queued> changed = store.change(ids, change);
        dispatcher.ifPresent(running -> running.changed(changed));
        return changed;
    }
}
