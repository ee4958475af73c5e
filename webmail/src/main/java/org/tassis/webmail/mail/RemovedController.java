package org.tassis.webmail.mail;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.store.Appended;
import org.tassis.store.Departed;
import org.tassis.store.Remembered;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.web.Visitor;

/// `/webmail/history/removed`: what was removed for good in the last thirty days, by whatever program, and
/// bringing it back.
@Controller
final class RemovedController {
    private static final int SHOWN = 200;
    private static final int MOST = 10_000;

    private final Mail mail;
    private final Undos undos;
    private final Frame frame;

    RemovedController(Mail mail, Undos undos, Frame frame) {
        this.mail = mail;
        this.undos = undos;
        this.frame = frame;
    }

    @GetMapping("/webmail/history/removed")
    String removed(
            Visitor visitor,
            @RequestParam(defaultValue = "1") int page,
            @RequestParam(defaultValue = "") String problem,
            HttpServletRequest request,
            Model model) {
        int shown = Math.clamp(page, 1, MOST / SHOWN);
        List<Remembered> all = mail.store().history(visitor.account().id(), shown * SHOWN + 1);
        int from = Math.min(all.size(), (shown - 1) * SHOWN);
        model.addAttribute(
                "removed",
                all.subList(from, Math.min(all.size(), shown * SHOWN)).stream()
                        .map(entry -> Removed.of(mail.store(), visitor.account().id(), entry))
                        .toList());
        model.addAttribute("page", shown);
        model.addAttribute("more", all.size() > shown * SHOWN);
        model.addAttribute("problem", problem.equals("quota") ? "history.problem.quota" : "");
        frame.fill(model, visitor, 0, request);
        return "webmail/removed";
    }

    /// @param id messages, as {@link Removed#key} names them; those that are not in this visitor's history
    ///           are passed over
    @PostMapping("/webmail/history/restore")
    String restore(Visitor visitor, @RequestParam(defaultValue = "") List<String> id) {
        if (id.size() > Actions.MOST) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        List<Departed> wanted =
                id.stream().flatMap(key -> Removed.departed(key).stream()).toList();
        try {
            List<Appended> back = mail.store().restore(visitor.account().id(), wanted);
            if (!back.isEmpty()) {
                undos.add(visitor.session().id(), "done.restored", back.size(), "", List.of());
            }
        } catch (StoreException e) {
            if (e.failure() instanceof StoreFailure.OverQuota) {
                return "redirect:/webmail/history/removed?problem=quota";
            }
            throw e;
        }
        return "redirect:/webmail/history/removed";
    }
}
