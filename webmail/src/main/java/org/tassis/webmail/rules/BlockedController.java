package org.tassis.webmail.rules;

import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.mailflow.rules.RuleSet;
import org.tassis.mailflow.rules.RuleText;
import org.tassis.mailflow.rules.Rules;
import org.tassis.web.Visitor;
import org.tassis.webmail.mail.Frame;
import org.tassis.webmail.mail.Undos;

/// `/webmail/settings/blocked`: senders whose mail goes to the trash. They are a part of the rules.
@Controller
final class BlockedController {
    private static final String PAGE = "redirect:/webmail/settings/blocked";

    private final Supplier<Rules> rules;
    private final Frame frame;
    private final Undos undos;
    private final Told told;

    BlockedController(Supplier<Rules> rules, Frame frame, Undos undos, Told told) {
        this.rules = rules;
        this.frame = frame;
        this.undos = undos;
        this.told = told;
    }

    @GetMapping("/webmail/settings/blocked")
    String show(Visitor visitor, Model model) {
        return page(visitor, model);
    }

    private String page(Visitor visitor, Model model) {
        Rules.State state = rules.get().state(visitor.account().id());
        model.addAttribute("foreign", state instanceof Rules.State.Foreign);
        model.addAttribute("blocked", RulesController.own(rules.get(), visitor).blocked());
        frame.told(model, visitor);
        return "webmail/settings/blocked";
    }

    /// @param sender an address, or a domain
    @PostMapping("/webmail/settings/blocked")
    String block(
            Visitor visitor,
            @RequestParam(defaultValue = "") String sender,
            HttpServletResponse response,
            Locale language,
            Model model) {
        RuleSet set = RulesController.own(rules.get(), visitor);
        Optional<String> wanted = RuleText.sender(sender.length() > 400 ? "" : sender);
        if (wanted.isEmpty() || set.blocked().size() >= RuleSet.MAX_BLOCKED) {
            response.setStatus(422);
            model.addAttribute("typed", sender);
            model.addAttribute(
                    "problem",
                    told.say(
                            wanted.isEmpty() ? "rules.problem.sender" : "rules.problem.blocked",
                            language,
                            RuleSet.MAX_BLOCKED));
            return page(visitor, model);
        }
        List<String> more = new ArrayList<>(set.blocked());
        if (!more.contains(wanted.get())) {
            more.add(wanted.get());
        }
        RulesController.save(rules.get(), undos, visitor, set, set.blocking(more), "rules.done.blocked", wanted.get());
        return PAGE;
    }

    @PostMapping("/webmail/settings/blocked/end")
    String end(Visitor visitor, @RequestParam(defaultValue = "") String sender) {
        RuleSet set = RulesController.own(rules.get(), visitor);
        List<String> left = new ArrayList<>(set.blocked());
        if (left.remove(sender)) {
            RulesController.save(rules.get(), undos, visitor, set, set.blocking(left), "rules.done.unblocked", sender);
        }
        return PAGE;
    }
}
