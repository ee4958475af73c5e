package org.tassis.mailflow.report;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.DomainName;
import org.tassis.mailflow.report.Tally.Kind;
import org.tassis.store.StoreException;

/// Counts in memory, and adds to {@link Tallies} from time to time: what a crash loses is what was counted since. When
/// there is no room for another fact, because the database takes none, it is not counted. Any thread.
public final class TallyBuffer {
    private static final Logger LOG = LoggerFactory.getLogger(TallyBuffer.class);

    /// Different facts; a few MB.
    private static final int MOST = 10_000;

    private final Tallies tallies;
    private final InstantSource clock;
    private final ReentrantLock flushing = new ReentrantLock();
    private Map<Tally, Long> counts = new HashMap<>(); // guarded by this; keys have a count of one
    private boolean full;

    public TallyBuffer(Tallies tallies, InstantSource clock) {
        this.tallies = tallies;
        this.clock = clock;
    }

    /// Once more, now.
    public void count(Kind kind, DomainName domain, List<String> facts) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        add(new Tally(kind, today, domain, facts, 1), 1);
    }

    private synchronized void add(Tally one, long times) {
        if (counts.size() < MOST || counts.containsKey(one)) {
            counts.merge(one, times, Long::sum);
        } else if (!full) {
            full = true;
            LOG.warn("too much is counted for reports, or the database takes none: what comes now is left out");
        }
    }

    /// Writes what was counted. When the database fails it stays here.
    public void flush() {
        flushing.lock(); // or a second one would write what the first one is about to put back
        try {
            Map<Tally, Long> some;
            synchronized (this) {
                some = counts;
                counts = new HashMap<>();
                full = false;
            }
            if (some.isEmpty()) {
                return;
            }
            List<Tally> rows = new ArrayList<>(some.size());
            some.forEach((one, times) -> rows.add(one.withCount(times)));
            try {
                tallies.add(rows);
            } catch (StoreException e) {
                LOG.warn("what was counted for reports cannot be written now: {}", e.getMessage());
                some.forEach(this::add);
            }
        } finally {
            flushing.unlock();
        }
    }
}
