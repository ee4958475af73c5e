package org.tassis.admin.setup;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.DomainName;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;
import org.tassis.mailflow.publish.CheckedRecord;
import org.tassis.mailflow.publish.DnsAdvice;

/// `/admin/domains/DOMAIN/dns`: what the DNS is to say, what it says, and what is wrong with it, looked up
/// each time; the part `/records` is asked for again and again while the page is open.
@Controller
final class DnsController {
    private final Desk desk;
    private final Supplier<DnsAdvice> advice;

    DnsController(Desk desk, Supplier<DnsAdvice> advice) {
        this.desk = desk;
        this.advice = advice;
    }

    /// One record, as the page shows it.
    ///
    /// @param purpose of a message
    /// @param state   `green`, `missing`, `wrong` or `unknown`
    /// @param kind    of the badge: `good`, `warn`, `bad` or nothing
    public record Row(String purpose, String name, String type, String state, String kind, String text, String line) {
        static Row of(CheckedRecord checked, Locale language) {
            boolean needed = checked.record().needed();
            return new Row(
                    "dns.purpose." + word(checked.record().purpose()),
                    checked.record().name(),
                    checked.record().type().name(),
                    "dns.state." + word(checked.state()),
                    switch (checked.state()) {
                        case GREEN -> "good";
                        case WRONG -> "bad";
                        case MISSING -> needed ? "bad" : "warn";
                        case UNKNOWN -> "";
                    },
                    checked.text(language),
                    checked.record().zoneLine());
        }

        private static String word(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public boolean isGreen() {
            return kind.equals("good");
        }
    }

    @GetMapping("/admin/domains/{name}/dns")
    String page(@PathVariable String name, Visit visit, Locale language, Model model) {
        fill(name, visit, language, model);
        return "admin/setup/dns";
    }

    @GetMapping("/admin/domains/{name}/dns/records")
    String records(@PathVariable String name, Visit visit, Locale language, Model model) {
        fill(name, visit, language, model);
        return "admin/setup/dns :: records";
    }

    @GetMapping("/admin/domains/{name}/dns/zone")
    ResponseEntity<String> zone(@PathVariable String name, Visit visit) {
        DomainName domain = domain(name, visit);
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(domain.ascii() + ".zone.txt")
                                .build()
                                .toString())
                .contentType(new MediaType("text", "plain", StandardCharsets.UTF_8))
                .body(advice.get().of(domain).zoneFile());
    }

    private void fill(String name, Visit visit, Locale language, Model model) {
        DomainName domain = domain(name, visit);
        List<Row> rows = advice.get().check(domain).stream()
                .map(checked -> Row.of(checked, language))
                .toList();
        model.addAttribute("domain", domain);
        model.addAttribute("rows", rows);
        model.addAttribute(
                "open",
                rows.stream()
                        .filter(row -> !row.isGreen() && !row.kind().isEmpty())
                        .count());
        model.addAttribute(
                "unanswered", rows.stream().filter(row -> row.kind().isEmpty()).count());
    }

    /// One that this visitor sees.
    private DomainName domain(String name, Visit visit) {
        DomainName domain = DomainName.parse(name)
                .orElseThrow(() -> new ResponseStatusException(org.springframework.http.HttpStatus.NOT_FOUND));
        return desk.domains(visit).find(domain).name();
    }
}
