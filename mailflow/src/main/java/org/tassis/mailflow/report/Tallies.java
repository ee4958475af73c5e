package org.tassis.mailflow.report;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import org.tassis.core.DomainName;
import org.tassis.mailflow.report.Tally.Kind;

/// Where counts are kept. Any thread; methods block, and throw {@link org.tassis.store.StoreException} when the
/// database cannot be used.
public interface Tallies {
    /// Different facts of one kind, day and domain.
    int MOST_OF_A_DOMAIN = 10_000;

    /// Different facts of one kind and day.
    int MOST_OF_A_DAY = 500_000;

    /// A domain of which something was counted on a day.
    record Counted(LocalDate day, DomainName domain) {}

    /// Adds to what was counted of the same facts before, all or nothing. Facts beyond the limits are not kept.
    void add(Collection<Tally> tallies);

    /// Of one day and domain, the most frequent first.
    List<Tally> of(Kind kind, LocalDate day, DomainName domain, int limit);

    /// What there is of days before one, oldest first.
    List<Counted> before(Kind kind, LocalDate day, int limit);

    /// All of a domain from a day on, by day, the most frequent of each day first.
    List<Tally> since(Kind kind, LocalDate day, DomainName domain, int limit);

    /// All that is known of a domain on a day.
    void forget(Kind kind, Counted which);

    /// @return how many facts were forgotten
    long forgetBefore(Kind kind, LocalDate day);
}
