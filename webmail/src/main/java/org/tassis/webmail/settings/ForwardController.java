package org.tassis.webmail.settings;

import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.core.EmailAddress;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.Forward;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.MailboxDesk;
import org.tassis.web.Visitor;

/// `/webmail/settings/forward`: where mail is passed on to, with or without a copy here.
@Controller
final class ForwardController {
    private static final int MAX_TEXT = 50_000;

    private final Desk desk;
    private final Failures failures;

    ForwardController(Desk desk, Failures failures) {
        this.desk = desk;
        this.failures = failures;
    }

    @GetMapping("/webmail/settings/forward")
    String show(Visitor visitor, @RequestParam Optional<String> saved, Model model) {
        model.addAttribute("saved", saved.isPresent());
        Optional<Forward> forward = desk.mailboxes(visitor.visit(desk))
                .forward(visitor.account().login().value());
        return page(
                model,
                forward.map(one -> Failures.lines(one.targets())).orElse(""),
                forward.map(Forward::keepCopy).orElse(true),
                forward.map(Forward::enabled).orElse(true));
    }

    @PostMapping("/webmail/settings/forward")
    String change(
            Visitor visitor,
            @RequestParam(defaultValue = "") String targets,
            @RequestParam(defaultValue = "false") boolean copy,
            @RequestParam(defaultValue = "false") boolean on,
            HttpServletResponse response,
            Locale language,
            Model model) {
        String login = visitor.account().login().value();
        MailboxDesk mailboxes = desk.mailboxes(visitor.visit(desk));
        List<EmailAddress> addresses = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        String typed = targets.length() > MAX_TEXT ? targets.substring(0, MAX_TEXT) : targets;
        typed.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> EmailAddress.parse(line)
                .ifPresentOrElse(addresses::add, () -> wrong.add(line)));
        Optional<String> problem = Optional.empty();
        if (!wrong.isEmpty()) {
            problem = Optional.of(failures.wrongAddresses(wrong, language));
        } else {
            try {
                if (!addresses.isEmpty()) {
                    mailboxes.setForward(login, addresses, copy);
                    if (!on) {
                        mailboxes.enableForward(login, false);
                    }
                } else if (mailboxes.forward(login).isPresent()) {
                    mailboxes.removeForward(login);
                }
            } catch (DirectoryException e) {
                problem = Optional.of(failures.text(e, language));
            }
        }
        if (problem.isPresent()) {
            response.setStatus(422);
            model.addAttribute("problem", problem.get());
            return page(model, targets, copy, on);
        }
        return "redirect:/webmail/settings/forward?saved";
    }

    private static String page(Model model, String targets, boolean copy, boolean on) {
        model.addAttribute("targets", targets);
        model.addAttribute("copy", copy);
        model.addAttribute("on", on);
        return "webmail/settings/forward";
    }
}
