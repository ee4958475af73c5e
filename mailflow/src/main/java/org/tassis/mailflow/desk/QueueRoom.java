package org.tassis.mailflow.desk;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.ServerDesk;
import org.tassis.directory.desk.Visit;
import org.tassis.mailflow.queue.QueueDesk;
import org.tassis.mailflow.queue.QueueFigures;
import org.tassis.mailflow.queue.QueueFilter;
import org.tassis.mailflow.queue.Queued;

/// The queue, for operators. Any thread; blocks. All methods throw {@link
/// org.tassis.directory.DirectoryException} for who may not, and {@link org.tassis.store.StoreException}.
public final class QueueRoom {
    /// Rows that are named in the audit log.
    private static final int NAMED = 20;

    private final Desk desk;
    private final QueueDesk queue;

    public QueueRoom(Desk desk, QueueDesk queue) {
        this.desk = desk;
        this.queue = queue;
    }

    public QueueFigures figures(Visit by) {
        desk.server(by).maySee();
        return queue.figures();
    }

    /// Rows by ascending id.
    ///
    /// @param limit 1 to {@link org.tassis.mailflow.queue.QueueStore#MAX_PAGE}
    public List<Queued> find(Visit by, QueueFilter filter, long afterId, int limit) {
        desk.server(by).maySee();
        return queue.find(filter, afterId, limit);
    }

    public Optional<Queued> row(Visit by, long id) {
        desk.server(by).maySee();
        return queue.row(id);
    }

    /// @return the rows that were there
    public List<Queued> hold(Visit by, Collection<Long> ids) {
        return act(by, "queue hold", ids, queue::hold);
    }

    public List<Queued> release(Visit by, Collection<Long> ids) {
        return act(by, "queue release", ids, queue::release);
    }

    public List<Queued> retry(Visit by, Collection<Long> ids) {
        return act(by, "queue retry", ids, queue::retry);
    }

    /// Nobody is told.
    public List<Queued> drop(Visit by, Collection<Long> ids) {
        return act(by, "queue drop", ids, some -> queue.drop(some, by.actor().name()));
    }

    /// @param destination as `Routes.destination` gives it
    public List<Queued> reroute(Visit by, Collection<Long> ids, String destination) {
        return desk.server(by).run(() -> queue.reroute(ids, destination), rows -> told("queue reroute", rows)
                .map(done -> done.to("destination", destination)));
    }

    private List<Queued> act(
            Visit by, String what, Collection<Long> ids, Function<Collection<Long>, List<Queued>> change) {
        return desk.server(by).run(() -> change.apply(ids), rows -> told(what, rows));
    }

    private static Optional<ServerDesk.Done> told(String what, List<Queued> rows) {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        String named = rows.stream()
                .limit(NAMED)
                .map(row -> row.message().id() + " " + row.address())
                .collect(Collectors.joining("; "));
        return Optional.of(ServerDesk.Done.of(
                        what, rows.size() == 1 ? "entry " + rows.getFirst().id() : rows.size() + " entries")
                .to("mail", rows.size() > NAMED ? named + "; ..." : named));
    }
}
