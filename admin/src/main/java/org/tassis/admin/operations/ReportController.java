package org.tassis.admin.operations;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.directory.DomainQuery;
import org.tassis.directory.MailDomain;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;
import org.tassis.mailflow.report.mail.ReportDesk;
import org.tassis.mailflow.report.told.Summary;
import org.tassis.mailflow.report.told.Told;

/// `/admin/reports`: what other servers report about mail in the name of domains here, and about TLS on
/// the way here.
@Controller
final class ReportController {
    private static final List<Integer> DAYS = List.of(7, 30, 90);
    private static final int DOMAINS = 200;

    private final Desk desk;
    private final ReportDesk reports;
    private final InstantSource clock;

    ReportController(Desk desk, ReportDesk reports, InstantSource clock) {
        this.desk = desk;
        this.reports = reports;
        this.clock = clock;
    }

    @GetMapping("/admin/reports")
    String show(
            @RequestParam(name = "q", defaultValue = "") String words,
            @RequestParam(defaultValue = "30") int days,
            Visit visit,
            Model model) {
        int range = DAYS.contains(days) ? days : 30;
        LocalDate since = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(range);
        List<Summary.Source> sources = new ArrayList<>();
        List<Summary.Tls> connections = new ArrayList<>();
        for (MailDomain domain : desk.domains(visit).page(DomainQuery.ALL.with(words), Optional.empty(), DOMAINS)) {
            Told told = Told.of(reports, domain.name(), since);
            sources.addAll(told.sources());
            connections.addAll(told.connections());
        }
        model.addAttribute("sources", sources);
        model.addAttribute("connections", connections);
        model.addAttribute("words", words);
        model.addAttribute("days", range);
        model.addAttribute("ranges", DAYS);
        return "admin/operations/reports";
    }
}
