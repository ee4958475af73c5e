package org.tassis.admin.frame;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.tassis.directory.desk.Visit;

/// `/admin`: what its visitor is to know first.
@Controller
final class StartController {
    /// Where visitors end who have a mailbox and administer nothing.
    static final String REFUSED = "/not-an-administrator";

    private final List<Panel> panels;

    StartController(List<Panel> panels) {
        this.panels = panels.stream().sorted(Comparator.comparing(Panel::order)).toList();
    }

    @RequestMapping(REFUSED)
    String refused(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        return "admin/refused";
    }

    @GetMapping("/admin")
    String start(Visit visit, Model model) {
        model.addAttribute(
                "panels",
                panels.stream()
                        .map(panel -> panel.show(visit))
                        .flatMap(Optional::stream)
                        .toList());
        return "admin/start";
    }
}
