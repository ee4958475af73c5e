package org.tassis.admin.office;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.admin.frame.Csv;
import org.tassis.admin.frame.Slice;
import org.tassis.directory.desk.AuditEntry;
import org.tassis.directory.desk.AuditQuery;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;
import org.tassis.web.Times;

/// `/admin/audit`: what was done, by whom, from where, and what was before. Operators see all of it,
/// administrators what was done to what is theirs.
@Controller
final class AuditController {
    private static final int PAGE = 500;

    private final Desk desk;
    private final Times times;

    AuditController(Desk desk, Times times) {
        this.desk = desk;
        this.times = times;
    }

    @GetMapping("/admin/audit")
    String list(
            Visit visit,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String until,
            @RequestParam Optional<Long> after,
            Model model) {
        AuditQuery query = query(q, from, until);
        OptionalLong before = after.map(OptionalLong::of).orElse(OptionalLong.empty());
        model.addAttribute(
                "slice",
                Slice.of(limit -> desk.audit(visit, query, before, limit), entry -> Long.toString(entry.id())));
        model.addAttribute("words", q);
        model.addAttribute("from", from);
        model.addAttribute("until", until);
        model.addAttribute("after", after.orElse(null));
        return "admin/office/audit";
    }

    /// Whole days in the visitor's zone; what is no date is as if it were not there.
    private AuditQuery query(String words, String from, String until) {
        return AuditQuery.ALL
                .with(words)
                .between(
                        date(from).map(day -> day.atStartOfDay(times.zone()).toInstant()),
                        date(until).map(day -> day.plusDays(1)
                                .atStartOfDay(times.zone())
                                .toInstant()));
    }

    private static Optional<LocalDate> date(String typed) {
        try {
            return typed.isBlank() ? Optional.empty() : Optional.of(LocalDate.parse(typed.strip()));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// All that fits the filters, newest first, written while it is read.
    @GetMapping("/admin/audit.csv")
    void export(
            Visit visit,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String until,
            HttpServletResponse response)
            throws IOException {
        AuditQuery query = query(q, from, until);
        List<AuditEntry> page = desk.audit(visit, query, OptionalLong.empty(), PAGE); // refusals come before the answer
        response.setContentType("text/csv; charset=utf-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"audit.csv\"");
        Writer out = response.getWriter();
        Csv csv = new Csv(out);
        csv.row(List.of("time", "who", "by", "from", "what", "object", "before", "after"));
        while (!page.isEmpty()) {
            for (AuditEntry entry : page) {
                csv.row(List.of(
                        entry.at().toString(),
                        entry.actor(),
                        entry.way(),
                        entry.from(),
                        entry.what(),
                        entry.object(),
                        facts(entry.before()),
                        facts(entry.after())));
            }
            out.flush();
            page = page.size() < PAGE
                    ? List.of()
                    : desk.audit(visit, query, OptionalLong.of(page.getLast().id()), PAGE);
        }
    }

    private static String facts(SortedMap<String, String> facts) {
        return facts.entrySet().stream()
                .map((Map.Entry<String, String> fact) -> fact.getKey() + ": " + fact.getValue())
                .collect(Collectors.joining("; "));
    }
}
