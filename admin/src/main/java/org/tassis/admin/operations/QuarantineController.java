package org.tassis.admin.operations;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.admin.frame.Note;
import org.tassis.admin.frame.Notes;
import org.tassis.directory.desk.Visit;
import org.tassis.mailflow.desk.Caught;
import org.tassis.mailflow.desk.Quarantine;
import org.tassis.mailflow.spam.SpamSentences;
import org.tassis.web.Visitor;

/// `/admin/quarantine`: what was put into Junk, and out of it.
@Controller
final class QuarantineController {
    private static final List<Integer> DAYS = List.of(1, 7, 30);
    private static final int MOST = 100;

    private final Quarantine quarantine;
    private final Notes notes;

    QuarantineController(Quarantine quarantine, Notes notes) {
        this.quarantine = quarantine;
        this.notes = notes;
    }

    /// @param why   sentences
    /// @param there whether it is in Junk still
    record Row(Caught caught, List<String> why, boolean there) {}

    @GetMapping("/admin/quarantine")
    String list(
            @RequestParam(name = "q", defaultValue = "") String words,
            @RequestParam(defaultValue = "7") int days,
            Visit visit,
            Locale language,
            Model model) {
        int range = DAYS.contains(days) ? days : 7;
        SpamSentences sentences = new SpamSentences(language);
        model.addAttribute(
                "rows",
                quarantine.find(visit, words, Duration.ofDays(range), MOST).stream()
                        .map(caught -> {
                            List<String> why = sentences.of(caught.why());
                            return new Row(
                                    caught, why.isEmpty() ? List.of(caught.why()) : why, quarantine.isThere(caught));
                        })
                        .toList());
        model.addAttribute("words", words);
        model.addAttribute("days", range);
        model.addAttribute("ranges", DAYS);
        return "admin/operations/quarantine";
    }

    @PostMapping("/admin/quarantine")
    String release(@RequestParam String message, @RequestParam String recipient, Visit visit, Visitor visitor) {
        Optional<Caught> caught = quarantine.one(visit, message, recipient);
        boolean done = caught.filter(one -> quarantine.release(visit, one)).isPresent();
        notes.tell(
                visitor,
                done ? Note.of("operations.quarantine.released", recipient) : Note.of("operations.quarantine.gone"));
        return "redirect:/admin/quarantine";
    }
}
