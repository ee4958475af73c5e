package org.tassis.webmail.rules;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.support.RequestContextUtils;
import org.tassis.mailflow.filter.FilterException;
import org.tassis.mailflow.filter.FilterFailure;
import org.tassis.mailflow.rules.Rule;
import org.tassis.mailflow.rules.RuleSet;
import org.tassis.mailflow.rules.Rules;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderFields;
import org.tassis.message.HeaderText;
import org.tassis.web.Visitor;
import org.tassis.webmail.mail.Frame;
import org.tassis.webmail.mail.Mail;
import org.tassis.webmail.mail.Opened;
import org.tassis.webmail.mail.Undos;

/// `/webmail/rules/3`, `/webmail/rules/new`: the form of one rule. Every button sends the whole form.
@Controller
final class RuleController {
    private final Supplier<Rules> rules;
    private final Supplier<Trials> trials;
    private final Mail mail;
    private final Frame frame;
    private final Undos undos;
    private final Told told;

    RuleController(Supplier<Rules> rules, Supplier<Trials> trials, Mail mail, Frame frame, Undos undos, Told told) {
        this.rules = rules;
        this.trials = trials;
        this.mail = mail;
        this.frame = frame;
        this.undos = undos;
        this.told = told;
    }

    @GetMapping("/webmail/rules/{place:[0-9]{1,3}}")
    String show(Visitor visitor, @PathVariable int place, HttpServletRequest request, Model model) {
        RuleSet set = RulesController.own(rules.get(), visitor);
        if (place >= set.rules().size()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return page(
                visitor,
                request,
                model,
                RuleForm.of(place, set.rules().get(place)),
                RulesController.seen(set),
                List.of());
    }

    /// @param from a message for the likes of which the rule is to be
    @GetMapping("/webmail/rules/new")
    String begin(
            Visitor visitor, @RequestParam(defaultValue = "") String from, HttpServletRequest request, Model model) {
        RuleSet set = RulesController.own(rules.get(), visitor);
        RuleForm form = from.isEmpty() ? RuleForm.empty() : suggested(mail.open(visitor, from));
        return page(visitor, request, model, form, RulesController.seen(set), List.of());
    }

    /// A list's messages are known by the list, others by their sender; the subject is there to be thrown
    /// out.
    private static RuleForm suggested(Opened opened) {
        Optional<String> list = HeaderFields.first(opened.header(), "List-Id")
                .map(text -> text.replaceAll("(?s).*<([^<>]{1,200})>.*", "$1").strip())
                .filter(text -> !text.isEmpty() && text.length() <= 200);
        Envelope envelope = opened.structure().envelope();
        String sender = envelope.from().stream()
                .findFirst()
                .filter(one -> one.host().isPresent())
                .map(one -> HeaderText.decode(
                        one.local().orElse("") + "@" + one.host().get()))
                .orElse("");
        String name = envelope.from().stream()
                .findFirst()
                .flatMap(Envelope.Mailbox::name)
                .map(one -> HeaderText.decode(one).strip())
                .filter(one -> !one.isEmpty())
                .orElse(sender);
        RuleForm.If first = list.isPresent()
                ? new RuleForm.If("list", "", "is", list.get())
                : new RuleForm.If("from", "", "is", sender);
        String called = list.orElse(name);
        return new RuleForm(
                -1,
                called.length() > Rule.MAX_NAME ? called.substring(0, Rule.MAX_NAME) : called,
                true,
                false,
                true,
                List.of(first, RuleForm.If.EMPTY),
                List.of(new RuleForm.Then("move", "", "")));
    }

    @PostMapping("/webmail/rules/save")
    String save(
            Visitor visitor,
            @RequestParam(name = "do", defaultValue = "save") String action,
            @RequestParam(defaultValue = "") String seen,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale language,
            Model model) {
        RuleForm form = RuleForm.of(request);
        if (action.equals("condition") || action.equals("action")) {
            return page(
                    visitor,
                    request,
                    model,
                    form.plus(action.equals("condition"), action.equals("action")),
                    seen,
                    List.of());
        }
        Set<String> problems = new LinkedHashSet<>();
        Optional<Rule> rule = form.rule(problems::add);
        RuleSet set = RulesController.own(rules.get(), visitor);
        if (rule.isPresent() && !seen.equals(RulesController.seen(set))) {
            problems.add("rules.problem.changed");
        } else if (form.place() < 0 && set.rules().size() >= RuleSet.MAX_RULES) {
            problems.add("rules.problem.many");
        }
        if (rule.isEmpty() || !problems.isEmpty()) {
            response.setStatus(422);
            // who reads that the rules have changed may press again
            return page(visitor, request, model, form, RulesController.seen(set), say(problems, language));
        }
        if (action.equals("try")) {
            Trials.Result result = trials.get()
                    .tried(
                            visitor,
                            new RuleSet(List.of(), List.of(rule.get().turned(true))),
                            mail.inbox(visitor),
                            language);
            model.addAttribute("looked", result.looked());
            model.addAttribute("tried", result.tried());
            return page(visitor, request, model, form, seen, List.of());
        }
        try {
            RulesController.save(
                    rules.get(),
                    undos,
                    visitor,
                    set,
                    set.put(form.place(), rule.get()),
                    "rules.done.saved",
                    rule.get().name());
            return "redirect:/webmail/rules";
        } catch (FilterException e) {
            if (e.failure() instanceof FilterFailure.Unavailable) {
                throw e;
            }
            response.setStatus(422);
            return page(visitor, request, model, form, seen, List.of(told.say("rules.problem.large", language)));
        }
    }

    private List<String> say(Set<String> keys, Locale language) {
        return keys.stream().map(key -> told.say(key, language)).toList();
    }

    private String page(
            Visitor visitor,
            HttpServletRequest request,
            Model model,
            RuleForm form,
            String seen,
            List<String> problems) {
        model.addAttribute("form", form);
        model.addAttribute("seen", seen);
        model.addAttribute("problems", problems);
        Map<String, String> names = told.names(mail.mailboxes(visitor), RequestContextUtils.getLocale(request));
        form.actions().stream()
                .map(RuleForm.Then::folder)
                .filter(folder -> !folder.isEmpty())
                .forEach(folder -> names.putIfAbsent(folder, folder)); // one that is gone stays to be seen
        model.addAttribute("names", names);
        model.addAttribute("foreign", rules.get().state(visitor.account().id()) instanceof Rules.State.Foreign);
        frame.fill(model, visitor, 0, request);
        return "webmail/rules/rule";
    }
}
