package org.tassis.mailflow.report.mail;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.directory.DirectoryException;
import org.tassis.mailflow.report.Tallies;
import org.tassis.mailflow.report.Tally;
import org.tassis.store.StoreException;

/// Sends the reports of days that are over. What was counted is forgotten when its report is in the queue, so that a
/// crash between the two sends one again, with the same id, and loses none. Any thread.
public final class DailyReports {
    private static final Logger LOG = LoggerFactory.getLogger(DailyReports.class);

    /// Reports are not sent by all the world at midnight: RFC 8460 §4.1.
    private static final int SPREAD_MINUTES = 4 * 60;

    private static final Duration AT_LEAST = Duration.ofMinutes(5);
    private static final int AT_ONCE = 1000;
    private static final int GIVE_UP_DAYS = 2;

    private final Tallies tallies;
    private final List<ReportSource> sources;
    private final InstantSource clock;
    private final Duration afterMidnight;

    /// @param name of this server, by which its time of day is found: the same after a restart
    public DailyReports(Tallies tallies, List<ReportSource> sources, String name, InstantSource clock) {
        this.tallies = tallies;
        this.sources = List.copyOf(sources);
        this.clock = clock;
        this.afterMidnight = AT_LEAST.plusMinutes(Math.floorMod(name.hashCode(), SPREAD_MINUTES));
    }

    /// To be called every half hour or so: what could not be sent is tried again. Ends early when its thread is
    /// interrupted.
    public synchronized void run() {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (!now.isBefore(today.atStartOfDay().toInstant(ZoneOffset.UTC).plus(afterMidnight))) {
            send(today);
        }
    }

    /// Sends what was counted until now, today too, whatever time it is.
    ///
    /// @return how many reports were sent
    public synchronized int sendNow() {
        return send(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(1));
    }

    private int send(LocalDate today) {
        int sent = 0;
        try {
            for (ReportSource source : sources) {
                for (Tallies.Counted counted : tallies.before(source.kind(), today, AT_ONCE)) {
                    if (Thread.currentThread().isInterrupted()) {
                        return sent;
                    }
                    sent += report(source, counted, today) ? 1 : 0;
                }
            }
        } catch (StoreException e) {
            LOG.warn("reports cannot be made now: {}", e.getMessage());
        }
        return sent;
    }

    private boolean report(ReportSource source, Tallies.Counted counted, LocalDate today) {
        List<Tally> rows = tallies.of(source.kind(), counted.day(), counted.domain(), Tallies.MOST_OF_A_DOMAIN);
        ReportSource.Ending ending;
        try {
            ending = rows.isEmpty()
                    ? ReportSource.Ending.NOT_WANTED
                    : source.report(counted.day(), counted.domain(), rows);
        } catch (IOException | StoreException | DirectoryException e) {
            LOG.warn("the report to {} about {} cannot be sent now: {}", counted.domain(), counted.day(), e.toString());
            ending = ReportSource.Ending.LATER;
        }
        switch (ending) {
            case SENT -> LOG.info("{}: a report to {} about {}", source.kind(), counted.domain(), counted.day());
            case NOT_WANTED -> LOG.debug("{}: {} wants no report", source.kind(), counted.domain());
            case LATER -> {
                if (counted.day().plusDays(GIVE_UP_DAYS).isAfter(today)) {
                    return false;
                }
                LOG.warn("{}: {} gets no report about {}", source.kind(), counted.domain(), counted.day());
            }
        }
        tallies.forget(source.kind(), counted);
        return ending == ReportSource.Ending.SENT;
    }
}
