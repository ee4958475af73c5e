package org.tassis.admin.certificates;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.admin.frame.Note;
import org.tassis.admin.frame.Notes;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.ServerDesk;
import org.tassis.directory.desk.Visit;
import org.tassis.web.Visitor;

/// `/admin/certificates`: which certificates there are, and how orders stand. Operators only.
@Controller
final class CertificatesController {
    private final Desk desk;
    private final ObjectProvider<CertificateShelf> shelf;
    private final Notes notes;
    private final InstantSource clock;

    CertificatesController(Desk desk, ObjectProvider<CertificateShelf> shelf, Notes notes, InstantSource clock) {
        this.desk = desk;
        this.shelf = shelf;
        this.notes = notes;
        this.clock = clock;
    }

    /// One as it is shown.
    ///
    /// @param days  until its end; negative when that is over
    /// @param badge `good`, `warn`, `bad` or empty
    /// @param state the message `certificates.state.STATE` says how it stands
    public record Row(CertificateShelf.Shown one, long days, String badge, String state) {
        static Row of(CertificateShelf.Shown one, Instant now) {
            long days = one.days(now).orElse(0L);
            if (one.ordering()) {
                return new Row(one, days, "", "ordering");
            }
            if (one.fault().isPresent()) {
                return new Row(one, days, "bad", "fault");
            }
            if (one.isOver(now)) {
                return new Row(one, days, "bad", "over");
            }
            if (one.failure().isPresent()) {
                return new Row(
                        one,
                        days,
                        one.isTight(now) || one.ends().isEmpty() || one.source() == CertificateShelf.Source.OWN
                                ? "bad"
                                : "warn",
                        "failed");
            }
            if (one.isTight(now)) {
                return new Row(one, days, one.isVeryTight(now) ? "bad" : "warn", "tight");
            }
            if (one.ends().isEmpty()) {
                return new Row(one, days, "warn", "missing");
            }
            return one.source() == CertificateShelf.Source.OWN
                    ? new Row(one, days, "warn", "own")
                    : new Row(one, days, "good", "good");
        }
    }

    private CertificateShelf shelf() {
        CertificateShelf known = shelf.getIfAvailable();
        if (known == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return known;
    }

    @GetMapping("/admin/certificates")
    String list(Visit visit, Model model) {
        desk.server(visit).maySee();
        CertificateShelf known = shelf();
        Instant now = clock.instant();
        List<Row> rows = known.all().stream().map(one -> Row.of(one, now)).toList();
        model.addAttribute("rows", rows);
        model.addAttribute("authority", known.authority().orElse(""));
        model.addAttribute("busy", rows.stream().anyMatch(row -> row.one().ordering()));
        return "admin/certificates/list";
    }

    @PostMapping("/admin/certificates/order")
    String order(Visit visit, Visitor visitor, @RequestParam(defaultValue = "") String name) {
        CertificateShelf known = shelf();
        int asked = desk.server(visit)
                .run(
                        () -> known.order(name.isBlank() ? Optional.empty() : Optional.of(name)),
                        count -> count == 0
                                ? Optional.empty()
                                : Optional.of(ServerDesk.Done.of("certificate renew", name)));
        if (asked > 0) {
            notes.tell(
                    visitor,
                    name.isBlank() ? Note.of("certificates.ordered.all") : Note.of("certificates.ordered", name));
        }
        return "redirect:/admin/certificates";
    }
}
