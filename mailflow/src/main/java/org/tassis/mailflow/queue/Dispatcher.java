package org.tassis.mailflow.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.mailflow.RecipientParameters.Notify;
import org.tassis.mailflow.queue.Notices.Kind;
import org.tassis.mailflow.queue.Notices.Notice;
import org.tassis.mailflow.queue.Transport.Outcome;
import org.tassis.message.MessageContent;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Tries what is due, by virtual threads: at most so many at once over all and over each lane, each keeping its
/// connection for the next message. What is due is read from the store page by page, destination by destination, so
/// that neither a long queue nor a slow destination costs others memory or time. In memory is one small entry for each
/// destination that has mail.
///
/// A row that is being tried is known here alone; after a crash it is due again. What a server has accepted is settled
/// however long the store takes to do so, unless this server stops.
public final class Dispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration STORE_PAUSE = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofSeconds(30);
    private static final Duration NOTICE_PAUSE = Duration.ofHours(1);
    private static final Duration INTERRUPT_GRACE = Duration.ofSeconds(5);

    private final QueueStore store;
    private final Transport transport;
    private final RetrySchedule schedule;
    private final Notices notices;
    private final Consumer<Attempt> observer;
    private final InstantSource clock;
    private final QueueTimer timer;
    private final DispatcherSettings settings;
    private final ConcurrentHashMap<String, Lane> lanes = new ConcurrentHashMap<>();
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
    private final Semaphore sessions;
    private volatile boolean stopping;

    /// @param observer told of each attempt after it is settled, by the thread that made it; must not block for long
    /// @param timer    stays open
    public Dispatcher(
            QueueStore store,
            Transport transport,
            RetrySchedule schedule,
            Notices notices,
            Consumer<Attempt> observer,
            InstantSource clock,
            QueueTimer timer,
            DispatcherSettings settings) {
        this.store = store;
        this.transport = transport;
        this.schedule = schedule;
        this.notices = notices;
        this.observer = observer;
        this.clock = clock;
        this.timer = timer;
        this.settings = settings;
        this.sessions = new Semaphore(settings.sessions());
    }

    /// Takes up what the queue holds from before.
    /// @throws StoreException the queue cannot be read
    public void start() {
        start(_ -> true);
    }

    /// As {@link #start()}, for some destinations only.
    /// @throws StoreException the queue cannot be read
    public void start(Predicate<String> destinations) {
        List<Waiting> waiting = store.waiting().stream()
                .filter(one -> destinations.test(one.destination()))
                .toList();
        for (Waiting one : waiting) {
            wakeAt(one.destination(), one.due());
        }
        if (!waiting.isEmpty()) {
            LOG.info("the queue holds mail for {} destinations", waiting.size());
        }
    }

    /// Rows have come, or are due earlier than they were. Returns at once.
    public void arrived(Collection<Queued> rows) {
        rows.stream().map(Queued::destination).distinct().forEach(this::look);
    }

    /// An administrator has changed or removed rows: they are read again before they are tried. What is under way goes
    /// on.
    ///
    /// @param rows as they are now; of those that are gone, as they were
    public void changed(Collection<Queued> rows) {
        for (Queued row : rows) {
            lanes.values().forEach(lane -> lane.changed(row.id()));
        }
        for (Queued row : rows) {
            Lane lane = lanes.get(transport.lane(row.destination()));
            if (lane != null && !row.due().isAfter(clock.instant())) {
                lane.retryNow();
            }
        }
        arrived(rows);
    }

    // ---- waking ----

    private void look(String destination) {
        hire(lane(destination, lane -> lane.look(destination)));
    }

    private void wakeAt(String destination, Instant time) {
        if (!time.isAfter(clock.instant())) {
            look(destination);
            return;
        }
        lane(destination, lane -> {
            if (lane.wakeAt(destination, time)) {
                timer.at(time, () -> hire(lane(destination, there -> there.woken(destination))));
            }
        });
    }

    /// Does something with a lane that is, or is put, in the map meanwhile.
    private Lane lane(String destination, Consumer<Lane> action) {
        return lanes.compute(transport.lane(destination), (name, there) -> {
            Lane lane = there == null ? new Lane(name) : there;
            action.accept(lane);
            return lane;
        });
    }

    private void hire(Lane lane) {
        if (!stopping && lane.hire(clock.instant(), settings.perLane())) {
            Thread thread = Thread.ofVirtual().name("queue-" + lane.name).unstarted(() -> work(lane));
            workers.add(thread);
            thread.start();
        }
    }

    // ---- working ----

    private void work(Lane lane) {
        boolean left = false;
        try (Carriers carriers = new Carriers(lane.name)) {
            sessions.acquire();
            try {
                while (!stopping && !left) {
                    switch (lane.next(settings)) {
                        case Lane.Work.Leave _ -> left = true;
                        case Lane.Work.Load load -> load(lane, load);
                        case Lane.Work.Carry carry -> {
                            hire(lane); // another one, if there is more to do
                            carry(lane, carry, carriers);
                        }
                    }
                }
            } finally {
                sessions.release();
            }
        } catch (InterruptedException e) {
            LOG.debug("stopped while waiting for a turn");
        } catch (RuntimeException | Error e) {
            LOG.error("work on {} ended unexpectedly; it is taken up again in a while", lane.name, e);
        } finally {
            workers.remove(Thread.currentThread());
            if (!left) {
                lane.lost();
                timer.at(clock.instant().plus(AGAIN), () -> hire(lane));
            }
            lanes.computeIfPresent(lane.name, (_, there) -> there.isEmpty() ? null : there);
        }
    }

    /// A connection is made when there is something to carry over it.
    private final class Carriers implements AutoCloseable {
        private final String lane;
        private Transport.@Nullable Carrier open;

        Carriers(String lane) {
            this.lane = lane;
        }

        Transport.Carrier get() {
            Transport.Carrier carrier = open;
            if (carrier == null) {
                carrier = transport.carrier(lane);
                open = carrier;
            }
            return carrier;
        }

        @Override
        public void close() {
            if (open != null) {
                open.close();
            }
        }
    }

    private void load(Lane lane, Lane.Work.Load load) {
        Instant now = clock.instant();
        String destination = load.line().destination;
        try {
            List<Queued> rows = store.due(destination, now, Math.min(load.limit(), QueueStore.MAX_PAGE));
            boolean all = rows.size() < load.limit();
            Optional<Instant> next = all ? store.nextDue(destination, now) : Optional.empty();
            next.ifPresent(time -> wakeAt(destination, time));
            lane.loaded(load.line(), rows, all);
        } catch (StoreException e) {
            LOG.warn(
                    "the queue cannot be read now, it is tried again: {}",
                    e.failure().toString());
            wakeAt(destination, now.plus(AGAIN));
            lane.notLoaded(load.line());
        } catch (RuntimeException e) {
            lane.notLoaded(load.line());
            throw e;
        }
    }

    private void carry(Lane lane, Lane.Work.Carry job, Carriers carriers) {
        List<Queued> rows = job.rows();
        List<Attempt> attempts = List.of();
        try {
            Optional<Transport.Result> result = attempt(lane, rows, carriers);
            if (result.isPresent()) {
                attempts = settle(rows, result.get());
            }
        } finally {
            lane.giveBack(job.line(), rows);
        }
        for (Attempt attempt : attempts) { // not before: what is taken would be passed over
            attempt.next().ifPresent(next -> wakeAt(attempt.row().destination(), next));
            observe(attempt);
        }
    }

    /// @return empty when the message is gone
    private Optional<Transport.Result> attempt(Lane lane, List<Queued> rows, Carriers carriers) {
        Optional<DeliveryStatus> trouble = lane.trouble(clock.instant());
        if (trouble.isPresent()) {
            return Optional.of(Transport.Result.all(rows, trouble.get()));
        }
        Transport.Result result;
        try {
            MessageContent content = store.content(rows.getFirst());
            result = carriers.get().carry(rows, content);
        } catch (StoreException e) {
            if (e.failure() instanceof StoreFailure.Gone) {
                return Optional.empty();
            }
            LOG.error(
                    "{}: the message cannot be read: {}",
                    rows.getFirst().message().id(),
                    e.failure());
            return Optional.of(Transport.Result.all(
                    rows, DeliveryStatus.here(4, 3, 0, "The message cannot be read from this server's store now")));
        }
        if (result.lane().isEmpty()) {
            lane.works();
        } else if (!stopping) {
            lane.down(result.lane().get(), clock.instant(), settings.laneRest());
        }
        return Optional.of(result);
    }

    // ---- settling ----

    private List<Attempt> settle(List<Queued> rows, Transport.Result result) {
        Instant now = clock.instant();
        List<Settlement> settlements = new ArrayList<>();
        List<Attempt> attempts = new ArrayList<>();
        List<Notice> telling = new ArrayList<>();
        for (Queued row : rows) {
            Outcome outcome = outcome(row, result.outcomes());
            DeliveryStatus status = outcome.status();
            boolean over = status.isSuccess() || status.isPermanent() || !now.isBefore(row.expires());
            if (stopping && !status.isSuccess() && !status.isPermanent()) {
                continue; // that may be because of the stop: it stays as it was
            }
            Optional<Kind> told = kind(row, outcome, over, now);
            told.ifPresent(kind -> telling.add(new Notice(kind, row, status)));
            if (over) {
                settlements.add(new Settlement.Done(row.id()));
                attempts.add(new Attempt(row, status, Optional.empty()));
            } else {
                Instant next = schedule.next(now, row.attempts() + 1, row.expires());
                settlements.add(new Settlement.Deferred(row.id(), next, status, told.isPresent()));
                attempts.add(new Attempt(row, status, Optional.of(next)));
            }
        }
        if (!tell(telling)) {
            for (int i = 0; i < settlements.size(); i++) {
                Settlement untold = untold(settlements.get(i), telling, now);
                settlements.set(i, untold);
                if (untold instanceof Settlement.Deferred deferred) {
                    Attempt attempt = attempts.get(i);
                    attempts.set(i, new Attempt(attempt.row(), attempt.status(), Optional.of(deferred.due())));
                }
            }
        }
        store(settlements);
        return attempts;
    }

    private static Outcome outcome(Queued row, Map<Long, Outcome> outcomes) {
        Outcome outcome = outcomes.get(row.id());
        return outcome == null ? new Outcome(DeliveryStatus.here(4, 3, 0, "It was not tried"), false) : outcome;
    }

    /// What the sender is told, by what it wants to be told: RFC 3461 §4.1.
    private Optional<Kind> kind(Queued row, Outcome outcome, boolean over, Instant now) {
        Set<Notify> wanted = row.parameters().notices();
        if (outcome.status().isSuccess()) {
            boolean here = row.destination().equals(Queued.HERE); // then mail flow has told
            return wanted.contains(Notify.SUCCESS) && !outcome.willNotify() && !here
                    ? Optional.of(Kind.RELAYED)
                    : Optional.empty();
        }
        if (over) {
            return wanted.isEmpty() || wanted.contains(Notify.FAILURE) ? Optional.of(Kind.FAILED) : Optional.empty();
        }
        Instant firstDue = row.expires().minus(schedule.patience());
        boolean late = !row.delayTold() && !now.isBefore(firstDue.plus(schedule.tellDelay()));
        return late && (wanted.isEmpty() || wanted.contains(Notify.DELAY))
                ? Optional.of(Kind.DELAYED)
                : Optional.empty();
    }

    /// @return whether it is stored
    private boolean tell(List<Notice> telling) {
        if (telling.isEmpty()) {
            return true;
        }
        try {
            notices.tell(telling);
            return true;
        } catch (StoreException e) {
            LOG.warn(
                    "{}: the sender cannot be told what became of the message: {}",
                    telling.getFirst().row().message().id(),
                    e.failure());
            return false;
        }
    }

    /// A failure that nobody heard of is kept, to be told later; for as long again as it was tried.
    private Settlement untold(Settlement settlement, List<Notice> telling, Instant now) {
        Optional<Notice> notice = telling.stream()
                .filter(one -> one.row().id() == settlement.id())
                .findFirst();
        if (notice.isEmpty()) {
            return settlement;
        }
        DeliveryStatus status = notice.get().status();
        return switch (settlement) {
            case Settlement.Deferred deferred ->
                new Settlement.Deferred(deferred.id(), deferred.due(), deferred.status(), false);
            case Settlement.Done done
            when notice.get().kind() == Kind.FAILED -> {
                Queued row = notice.get().row();
                if (now.isBefore(row.expires().plus(schedule.patience()))) {
                    yield new Settlement.Deferred(done.id(), now.plus(NOTICE_PAUSE), status, false);
                }
                LOG.error(
                        "{}: <{}> is given up, and nobody could be told: {}",
                        row.message().id(),
                        row.address(),
                        status);
                yield done;
            }
            case Settlement.Done done -> done;
        };
    }

    /// Until it is done: a row that was delivered and not settled would be delivered again.
    private void store(List<Settlement> settlements) {
        for (int attempt = 1; !settlements.isEmpty(); attempt++) {
            try {
                store.settle(settlements);
                return;
            } catch (StoreException e) {
                if (stopping && attempt > 3) {
                    LOG.error(
                            "the queue could not be written before the stop: rows {} may be sent once more",
                            settlements.stream().map(Settlement::id).toList(),
                            e);
                    return;
                }
                if (attempt == 1) {
                    LOG.warn(
                            "the queue cannot be written now, it is tried until it can: {}",
                            e.failure().toString());
                }
                LockSupport.parkNanos(STORE_PAUSE.toNanos());
            }
        }
    }

    private void observe(Attempt attempt) {
        try {
            observer.accept(attempt);
        } catch (RuntimeException e) {
            LOG.warn("an attempt could not be recorded", e);
        }
    }

    /// Whether a row is being tried, or may be tried still although it was held or dropped before this call.
    boolean isUnderWay(long id) {
        return lanes.values().stream().anyMatch(lane -> lane.hasTaken(id));
    }

    /// Rows that are in memory now, being tried or about to be.
    public int underWay() {
        return lanes.values().stream().mapToInt(Lane::taken).sum();
    }

    // ---- stopping ----

    /// Begins nothing new, lets what is under way end for a while, then breaks it off. What was not delivered stays in
    /// the queue as it was. Closing twice is allowed.
    @Override
    public void close() {
        stopping = true;
        for (Duration grace : List.of(settings.stopGrace(), INTERRUPT_GRACE)) {
            long end = System.nanoTime() + grace.toNanos();
            for (Thread worker : workers) {
                try {
                    var _ = worker.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
            workers.forEach(Thread::interrupt);
        }
        if (!workers.isEmpty()) {
            LOG.warn("{} deliveries do not end", workers.size());
        }
    }
}
