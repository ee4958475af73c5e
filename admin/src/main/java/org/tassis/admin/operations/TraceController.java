package org.tassis.admin.operations;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.directory.desk.Visit;
import org.tassis.mailflow.desk.TraceRoom;
import org.tassis.mailflow.trace.Told;
import org.tassis.mailflow.trace.TraceQuery;

/// `/admin/trace`: what became of mail, in plain sentences.
@Controller
final class TraceController {
    private static final List<Integer> DAYS = List.of(1, 7, 30, 90);
    private static final int MOST = 100;
    private static final int WORDS = 8;

    private final TraceRoom trace;

    TraceController(TraceRoom trace) {
        this.trace = trace;
    }

    @GetMapping("/admin/trace")
    String find(
            @RequestParam(name = "q", defaultValue = "") String words,
            @RequestParam(defaultValue = "7") int days,
            Visit visit,
            Locale language,
            Model model) {
        int range = DAYS.contains(days) ? days : 7;
        List<String> wanted = Stream.of(words.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .limit(WORDS)
                .toList();
        Instant now = Instant.now();
        TraceQuery query =
                new TraceQuery(wanted, now.minus(Duration.ofDays(range)), now.plus(Duration.ofDays(1)), MOST);
        model.addAttribute("words", words);
        model.addAttribute("days", range);
        model.addAttribute("ranges", DAYS);
        model.addAttribute(
                "stories",
                trace.find(visit, query).stream()
                        .map(story -> Told.of(story, language))
                        .toList());
        model.addAttribute("most", MOST);
        return "admin/operations/trace";
    }
}
