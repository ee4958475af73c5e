package org.tassis.mailflow.report.told;

import java.time.LocalDate;
import java.util.List;
import org.tassis.core.DomainName;
import org.tassis.mailflow.report.Tally;
import org.tassis.mailflow.report.mail.ReportDesk;

/// All that others told of one domain, added up.
///
/// @param sources     what they say of messages in its name, the most frequent first
/// @param connections what they say of TLS on the way to it, likewise
public record Told(DomainName domain, List<Summary.Source> sources, List<Summary.Tls> connections) {
    public Told {
        sources = List.copyOf(sources);
        connections = List.copyOf(connections);
    }

    /// Of a day and of those behind it.
    public static Told of(ReportDesk reports, DomainName domain, LocalDate since) {
        return new Told(
                domain,
                Summary.sources(domain, reports.since(Tally.Kind.DMARC_TOLD, since, domain)),
                Summary.connections(domain, reports.since(Tally.Kind.TLS_TOLD, since, domain)));
    }
}
