package org.tassis.admin.operations;

import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.directory.Sizes;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;

/// `/admin/graphs`: the server's own figures of the last hours, drawn here.
@Controller
final class GraphController {
    /// Hours that may be looked at.
    private static final List<Integer> RANGES = List.of(1, 6, 24);

    private final Figures figures;
    private final Desk desk;
    private final Sizes sizes;

    GraphController(Figures figures, Desk desk, Sizes sizes) {
        this.figures = figures;
        this.desk = desk;
        this.sizes = sizes;
    }

    @GetMapping("/admin/graphs")
    String graphs(@RequestParam(defaultValue = "1") int hours, Visit visit, Locale language, Model model) {
        desk.server(visit).maySee();
        int range = RANGES.contains(hours) ? hours : RANGES.getFirst();
        int steps = range * 3600 / (int) Figures.STEP.toSeconds();
        model.addAttribute("ranges", RANGES);
        model.addAttribute("hours", range);
        model.addAttribute(
                "curves",
                Figures.names().stream()
                        .map(name -> Curve.of(figures.values(name, steps), sizes::of, language))
                        .toList());
        return "admin/operations/graphs";
    }
}
