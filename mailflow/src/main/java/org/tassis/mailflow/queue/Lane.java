package org.tassis.mailflow.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is known of a lane: its destinations with mail, who works on it, and whether it can be used. Guarded by its
/// own monitor; nobody blocks while holding it.
final class Lane {
    private static final Duration LONGEST_REST = Duration.ofHours(1);

    final String name;
    private final LinkedHashMap<String, Line> lines = new LinkedHashMap<>();
    private int workers;
    private int failures;
    private Instant restUntil = Instant.MIN;
    private Optional<DeliveryStatus> trouble = Optional.empty();

    Lane(String name) {
        this.name = name;
    }

    /// One destination with rows in the store. Those that are loaded, and those that are being tried, are taken.
    static final class Line {
        final String destination;
        private final ArrayDeque<Queued> loaded = new ArrayDeque<>();
        private final Set<Long> taken = new HashSet<>();
        /// Given back while rows were being read: what was read of them is old.
        private final Set<Long> stale = new HashSet<>();

        private boolean look; // rows may be due that are not taken
        private boolean loading;
        private Instant wakeAt = Instant.MAX; // what the timer is set to

        Line(String destination) {
            this.destination = destination;
        }

        private boolean isIdle() {
            return taken.isEmpty() && !look && !loading && wakeAt.equals(Instant.MAX);
        }
    }

    /// What a worker does next.
    sealed interface Work {
        /// One message to some recipients of one destination.
        record Carry(Line line, List<Queued> rows) implements Work {}

        /// @param limit how many rows to ask for
        record Load(Line line, int limit) implements Work {}

        /// There is nothing to do: the worker is no longer counted.
        record Leave() implements Work {}
    }

    synchronized boolean isEmpty() {
        return lines.isEmpty() && workers == 0;
    }

    private Line line(String destination) {
        return lines.computeIfAbsent(destination, Line::new);
    }

    // ---- waking ----

    /// Rows for the destination may be due.
    synchronized void look(String destination) {
        line(destination).look = true;
    }

    /// The timer has come to what it was set to.
    synchronized void woken(String destination) {
        Line line = line(destination);
        line.look = true;
        line.wakeAt = Instant.MAX;
    }

    /// @return whether the timer must be set to this time
    synchronized boolean wakeAt(String destination, Instant time) {
        Line line = line(destination);
        if (!time.isBefore(line.wakeAt)) {
            return false;
        }
        line.wakeAt = time;
        return true;
    }

    /// Counts one more worker when there is something for it to do.
    synchronized boolean hire(Instant now, int most) {
        boolean probing = failures > 0 && !now.isBefore(restUntil); // one finds out for all
        if (workers >= (probing ? 1 : most)
                || lines.values().stream().noneMatch(line -> !line.loaded.isEmpty() || line.look && !line.loading)) {
            return false;
        }
        workers++;
        return true;
    }

    /// A worker ended without being told to: what it had may be due still.
    synchronized void lost() {
        workers--;
        lines.values().forEach(line -> line.look = true);
    }

    // ---- what to do ----

    synchronized Work next(DispatcherSettings settings) {
        for (Line line : lines.values()) {
            if (!line.loaded.isEmpty()) {
                List<Queued> rows = job(line, settings.recipients());
                lines.remove(line.destination); // it is others' turn next
                lines.put(line.destination, line);
                return new Work.Carry(line, rows);
            }
        }
        for (Line line : lines.values()) {
            if (line.look && !line.loading) {
                line.look = false;
                line.loading = true;
                line.stale.clear();
                return new Work.Load(line, settings.page() + line.taken.size());
            }
        }
        workers--;
        return new Work.Leave();
    }

    /// The first row with those of the same message.
    private static List<Queued> job(Line line, int most) {
        List<Queued> rows = new ArrayList<>();
        long message = line.loaded.element().message().number();
        for (Iterator<Queued> loaded = line.loaded.iterator(); loaded.hasNext() && rows.size() < most; ) {
            Queued row = loaded.next();
            if (row.message().number() == message) {
                rows.add(row);
                loaded.remove();
            }
        }
        return rows;
    }

    /// @param rows that are due
    /// @param all  whether no others are
    synchronized void loaded(Line line, List<Queued> rows, boolean all) {
        line.loading = false;
        for (Queued row : rows) {
            if (!line.stale.contains(row.id()) && line.taken.add(row.id())) {
                line.loaded.add(row);
            }
        }
        line.stale.clear();
        line.look |= !all;
        tidy(line);
    }

    synchronized void notLoaded(Line line) {
        line.loading = false;
    }

    /// Nobody works on these rows any more.
    synchronized void giveBack(Line line, List<Queued> rows) {
        for (Queued row : rows) {
            giveBack(line, row.id());
        }
        tidy(line);
    }

    private static void giveBack(Line line, long id) {
        line.taken.remove(id);
        if (line.loading) {
            line.stale.add(id);
        }
    }

    /// A row was changed by an administrator: what was read of it before is old, unless it is being tried.
    synchronized void changed(long id) {
        for (Line line : lines.values()) {
            if (line.loaded.removeIf(row -> row.id() == id)) {
                line.taken.remove(id);
            }
            if (line.loading) {
                line.stale.add(id);
            }
        }
    }

    private void tidy(Line line) {
        if (line.isIdle()) {
            lines.remove(line.destination, line);
        }
    }

    // ---- trouble ----

    /// Why nothing is tried now, if that is so.
    synchronized Optional<DeliveryStatus> trouble(Instant now) {
        return now.isBefore(restUntil) ? trouble : Optional.empty();
    }

    synchronized void works() {
        failures = 0;
        restUntil = Instant.MIN;
        trouble = Optional.empty();
    }

    synchronized void down(DeliveryStatus why, Instant now, Duration rest) {
        trouble = Optional.of(why);
        if (now.isBefore(restUntil)) {
            return; // another worker found out before
        }
        Duration pause = rest.multipliedBy(1L << Math.min(failures, 10));
        restUntil = now.plus(pause.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : pause);
        failures++;
    }

    /// Forgets trouble: an administrator wants it tried now.
    synchronized void retryNow() {
        restUntil = Instant.MIN;
    }

    synchronized boolean hasTaken(long id) {
        return lines.values().stream().anyMatch(line -> line.taken.contains(id));
    }

    /// Rows in memory.
    synchronized int taken() {
        return lines.values().stream().mapToInt(line -> line.taken.size()).sum();
    }
}
