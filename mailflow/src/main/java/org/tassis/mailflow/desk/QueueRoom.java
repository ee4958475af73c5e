package org.tassis.mailflow.desk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.tassis.core.AccountId;
import org.tassis.directory.CustomerId;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.ServerDesk;
import org.tassis.directory.desk.Visit;
import org.tassis.mailflow.queue.QueueDesk;
import org.tassis.mailflow.queue.QueueFigures;
import org.tassis.mailflow.queue.QueueFilter;
import org.tassis.mailflow.queue.Queued;

/// The queue, for operators; domain administrators see what is of their mailboxes and domains, and change
/// nothing. Any thread; blocks. All methods throw {@link org.tassis.directory.DirectoryException} for who
/// may not, and {@link org.tassis.store.StoreException}.
public final class QueueRoom {
    /// Rows that are named in the audit log.
    private static final int NAMED = 20;

    /// Rows that are looked at together for who does not see all of them.
    private static final int TOGETHER = 500;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

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

    /// Rows by ascending id. Who does not see all of them gets what was found in five seconds, which is all
    /// unless the queue has many thousands.
    ///
    /// @param limit 1 to {@link org.tassis.mailflow.queue.QueueStore#MAX_PAGE}
    public List<Queued> find(Visit by, QueueFilter filter, long afterId, int limit) {
        Optional<CustomerId> horizon = desk.server(by).horizon();
        if (horizon.isEmpty()) {
            return queue.find(filter, afterId, limit);
        }
        Predicate<Queued> seen = seenBy(horizon.get());
        List<Queued> found = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<Queued> page = queue.find(filter, afterId, TOGETHER);
        while (!page.isEmpty() && found.size() < limit && System.nanoTime() < end) {
            page.stream().filter(seen).limit(limit - found.size()).forEach(found::add);
            page = page.size() < TOGETHER
                    ? List.of()
                    : queue.find(filter, page.getLast().id(), TOGETHER);
        }
        return found;
    }

    /// One that the visitor does not see is as if it were not there.
    public Optional<Queued> row(Visit by, long id) {
        Optional<CustomerId> horizon = desk.server(by).horizon();
        return queue.row(id).filter(horizon.map(this::seenBy).orElse(_ -> true));
    }

    /// What a mailbox of the customer sent or passes on, or somebody with an address of one of its domains.
    private Predicate<Queued> seenBy(CustomerId customer) {
        Set<String> domains = desk.directory().customers().domains(customer, false).stream()
                .map(domain -> domain.name().ascii())
                .collect(Collectors.toSet());
        Map<AccountId, Boolean> owners = new HashMap<>();
        return row -> row.message()
                        .sender()
                        .filter(sender -> domains.contains(sender.domain().ascii()))
                        .isPresent()
                || row.message()
                        .owner()
                        .filter(owner -> owners.computeIfAbsent(owner, id -> isOf(customer, id)))
                        .isPresent();
    }

    private boolean isOf(CustomerId customer, AccountId owner) {
        return desk.directory()
                .visitor(owner)
                .filter(record -> record.customer().equals(customer))
                .isPresent();
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
