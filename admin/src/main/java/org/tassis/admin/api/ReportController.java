package org.tassis.admin.api;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.admin.operations.Machinery;
import org.tassis.core.DomainName;
import org.tassis.directory.DomainQuery;
import org.tassis.directory.MailDomain;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.Desk;
import org.tassis.mailflow.report.told.Summary;
import org.tassis.mailflow.report.told.Told;

/// `/api/v1/reports`: what other servers report about mail in the name of domains here, and about TLS on the
/// way here.
@RestController
@RequestMapping("/api/v1/reports")
final class ReportController {
    /// As long as they are kept, and more.
    private static final int DAYS = 3650;

    private final Desk desk;
    private final ObjectProvider<Machinery> machinery;
    private final InstantSource clock;

    ReportController(Desk desk, ObjectProvider<Machinery> machinery, InstantSource clock) {
        this.desk = desk;
        this.machinery = machinery;
        this.clock = clock;
    }

    @About("Messages in the name of a domain from one address, as all that reported saw them together.")
    record ReportedSource(
            @About("Address of the client.") String source,
            @About("Messages that passed DMARC.") long passed,
            long failed,
            @About("Who said so.") List<String> reporters) {}

    @About("Connections to a server of a domain that ended alike.")
    record ReportedConnections(
            @About("Kind of policy that the reporter had.") String policy,

            @About("What was wrong; null when all was well.")
            Optional<String> result,

            @About("That was connected to; null when it was not said.")
            Optional<String> server,

            long connections,
            @About("Who said so.") List<String> reporters) {}

    @About("What others reported about a domain, the most frequent first.")
    record DomainReport(DomainName domain, List<ReportedSource> messages, List<ReportedConnections> connections) {}

    @GetMapping
    @Route(area = Area.DOMAINS, value = "What others report about domains, in order of their names.")
    Page<DomainReport> list(
            Caller caller,
            @RequestParam(defaultValue = "") @About("A part of the domain's name.") String q,
            @RequestParam(defaultValue = "30") @About("How far back, 1 to 3650.") int days,
            @RequestParam Optional<String> cursor,
            @RequestParam(defaultValue = "100") int limit) {
        if (days < 1 || days > DAYS) {
            throw Refusal.invalid("days", "1 to " + DAYS + " days.");
        }
        Page.Wanted wanted = Page.Wanted.of(cursor, limit);
        LocalDate since = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(days);
        return Page.of(
                desk.domains(caller.visit()).page(DomainQuery.ALL.with(q), wanted.after(DomainName::parse), limit + 1),
                wanted,
                MailDomain::name,
                domain -> write(Told.of(machinery.getObject().reports(), domain.name(), since)));
    }

    private static DomainReport write(Told told) {
        return new DomainReport(
                told.domain(),
                told.sources().stream().map(ReportController::write).toList(),
                told.connections().stream().map(ReportController::write).toList());
    }

    private static ReportedSource write(Summary.Source row) {
        return new ReportedSource(row.source(), row.passed(), row.failed(), row.reporters());
    }

    private static ReportedConnections write(Summary.Tls row) {
        return new ReportedConnections(
                row.policy(), some(row.result()), some(row.server()), row.connections(), row.reporters());
    }

    private static Optional<String> some(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
