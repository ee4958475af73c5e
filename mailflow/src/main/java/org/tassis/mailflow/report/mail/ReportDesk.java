package org.tassis.mailflow.report.mail;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.tassis.core.DomainName;
import org.tassis.mailflow.report.Tallies;
import org.tassis.mailflow.report.Tally;
import org.tassis.mailflow.report.TallyBuffer;

/// What administrators see and do of reports. Any thread; methods block, and throw
/// {@link org.tassis.store.StoreException} when the database cannot be used.
public final class ReportDesk {
    private static final int MOST = 50_000;

    private final Tallies tallies;
    private final TallyBuffer buffer;
    private final Optional<DailyReports> reports;

    /// @param reports of a running server
    public ReportDesk(Tallies tallies, TallyBuffer buffer, Optional<DailyReports> reports) {
        this.tallies = tallies;
        this.buffer = buffer;
        this.reports = reports;
    }

    /// What was counted of a domain from a day on, by day, the most frequent first; 50,000 facts at most.
    public List<Tally> since(Tally.Kind kind, LocalDate day, DomainName domain) {
        buffer.flush();
        return tallies.since(kind, day, domain, MOST);
    }

    /// Sends what was counted until now to those who want it, without waiting for the end of the day.
    ///
    /// @return how many reports were sent; empty where no server runs, or reports are switched off
    public Optional<Integer> sendNow() {
        buffer.flush();
        return reports.map(DailyReports::sendNow);
    }
}
