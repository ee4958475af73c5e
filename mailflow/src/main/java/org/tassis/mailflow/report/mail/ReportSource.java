package org.tassis.mailflow.report.mail;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import org.tassis.core.DomainName;
import org.tassis.mailflow.report.Tally;

/// Makes one kind of report of what was counted.
public interface ReportSource {
    /// What it reports.
    Tally.Kind kind();

    enum Ending {
        SENT,
        /// The domain wants none, or nobody can take it.
        NOT_WANTED,
        /// Nothing is known now, because the DNS or something else fails: to be tried again.
        LATER
    }

    /// Reports a day to a domain that wants to know.
    ///
    /// @param rows all that was counted, not empty
    /// @throws IOException to be tried again
    Ending report(LocalDate day, DomainName domain, List<Tally> rows) throws IOException;
}
