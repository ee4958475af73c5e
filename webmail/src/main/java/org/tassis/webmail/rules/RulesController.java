package org.tassis.webmail.rules;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.mailflow.filter.FilterException;
import org.tassis.mailflow.filter.FilterFailure;
import org.tassis.mailflow.filter.ScriptName;
import org.tassis.mailflow.rules.Rule;
import org.tassis.mailflow.rules.RuleAction;
import org.tassis.mailflow.rules.RuleScript;
import org.tassis.mailflow.rules.RuleSet;
import org.tassis.mailflow.rules.RuleText;
import org.tassis.mailflow.rules.Rules;
import org.tassis.store.Mailbox;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Via;
import org.tassis.web.Visitor;
import org.tassis.webmail.mail.Frame;
import org.tassis.webmail.mail.Mail;
import org.tassis.webmail.mail.Undos;

/// `/webmail/rules`: the list of rules, senders that are blocked, what rules would do, and a script made
/// elsewhere.
@Controller
final class RulesController {
    private static final int MAX_SCRIPT = 1_000_000;

    private final Supplier<Rules> rules;
    private final Supplier<Trials> trials;
    private final Mail mail;
    private final Frame frame;
    private final Undos undos;
    private final Told told;

    RulesController(Supplier<Rules> rules, Supplier<Trials> trials, Mail mail, Frame frame, Undos undos, Told told) {
        this.rules = rules;
        this.trials = trials;
        this.mail = mail;
        this.frame = frame;
        this.undos = undos;
        this.told = told;
    }

    /// A rule in sentences.
    ///
    /// @param gone folders that it names and that are not there
    public record Line(
            int place,
            String name,
            boolean on,
            boolean any,
            boolean stop,
            List<String> conditions,
            List<String> actions,
            List<String> gone,
            boolean local) {}

    @GetMapping("/webmail/rules")
    String list(Visitor visitor, HttpServletRequest request, Locale language, Model model) {
        return page(visitor, request, language, model, Optional.empty(), List.of());
    }

    /// @param typed a script as it was typed
    private String page(
            Visitor visitor,
            HttpServletRequest request,
            Locale language,
            Model model,
            Optional<String> typed,
            List<String> problems) {
        Rules.State state = rules.get().state(visitor.account().id());
        RuleSet set =
                switch (state) {
                    case Rules.State.Form(RuleSet own) -> own;
                    case Rules.State.Foreign foreign -> foreign.waiting();
                };
        Map<String, String> folders = told.names(mail.mailboxes(visitor), language);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < set.rules().size(); i++) {
            lines.add(line(i, set.rules().get(i), folders, language));
        }
        model.addAttribute("lines", lines);
        model.addAttribute("blocked", set.blocked());
        model.addAttribute("seen", seen(set));
        model.addAttribute("foreign", state instanceof Rules.State.Foreign);
        if (state instanceof Rules.State.Foreign foreign) {
            model.addAttribute("scriptName", foreign.name().value());
            model.addAttribute("script", typed.orElse(foreign.text()));
        }
        model.addAttribute("problems", problems);
        frame.fill(model, visitor, 0, request);
        return "webmail/rules/list";
    }

    private Line line(int place, Rule rule, Map<String, String> folders, Locale language) {
        List<String> gone = rule.actions().stream()
                .map(action -> switch (action) {
                    case RuleAction.Move(var folder) -> Optional.of(folder);
                    case RuleAction.Copy(var folder) -> Optional.of(folder);
                    default -> Optional.<MailboxName>empty();
                })
                .flatMap(Optional::stream)
                .map(MailboxName::value)
                .filter(folder -> !folders.containsKey(folder))
                .toList();
        boolean local = rule.actions().stream()
                .anyMatch(action -> !(action instanceof RuleAction.Forward || action instanceof RuleAction.Reject));
        return new Line(
                place,
                rule.name(),
                rule.on(),
                rule.any() && rule.conditions().size() > 1,
                rule.stop(),
                told.conditions(rule, language),
                told.actions(rule, folders, language),
                gone,
                local);
    }

    /// Tells a list that is changed from the one that was looked at.
    static String seen(RuleSet set) {
        return Integer.toHexString(RuleScript.write(set).hashCode());
    }

    /// The visitor's rules, in use or waiting.
    static RuleSet own(Rules rules, Visitor visitor) {
        return switch (rules.state(visitor.account().id())) {
            case Rules.State.Form(RuleSet own) -> own;
            case Rules.State.Foreign foreign -> foreign.waiting();
        };
    }

    /// @param action `up:1`, `down:1`, `on:1`, `off:1`, `delete:1`, `unblock:@example.org`, `use`
    @PostMapping("/webmail/rules/do")
    String act(
            Visitor visitor,
            @RequestParam(name = "do", defaultValue = "") String action,
            @RequestParam(defaultValue = "") String seen) {
        int colon = action.indexOf(':');
        String word = colon < 0 ? action : action.substring(0, colon);
        String rest = colon < 0 ? "" : action.substring(colon + 1);
        RuleSet set = own(rules.get(), visitor);
        if (!seen.equals(seen(set))) {
            undos.add(visitor, "rules.problem.changed", 1, "");
            return "redirect:/webmail/rules";
        }
        if (word.equals("use")) {
            save(visitor, set, set, "rules.done.use", "");
            return "redirect:/webmail/rules";
        }
        if (word.equals("unblock")) {
            List<String> left = new ArrayList<>(set.blocked());
            left.remove(rest);
            save(visitor, set, set.blocking(left), "rules.done.unblocked", rest);
            return "redirect:/webmail/rules";
        }
        int place = rest.matches("[0-9]{1,3}") ? Integer.parseInt(rest) : -1;
        if (place < 0 || place >= set.rules().size()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        List<Rule> all = new ArrayList<>(set.rules());
        Rule rule = all.get(place);
        switch (word) {
            case "up" -> Collections.swap(all, place, Math.max(0, place - 1));
            case "down" -> Collections.swap(all, place, Math.min(all.size() - 1, place + 1));
            case "on" -> all.set(place, rule.turned(true));
            case "off" -> all.set(place, rule.turned(false));
            case "delete" -> all.remove(place);
            default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        save(visitor, set, set.with(all), "rules.done." + word, rule.name());
        return "redirect:/webmail/rules";
    }

    private void save(Visitor visitor, RuleSet before, RuleSet after, String key, String name) {
        save(rules.get(), undos, visitor, before, after, key, name);
    }

    /// Where a script made elsewhere is in use, the rules come into use in its place; the pages say so.
    ///
    /// @throws FilterException as {@link Rules#save}
    static void save(
            Rules rules, Undos undos, Visitor visitor, RuleSet before, RuleSet after, String key, String name) {
        AccountId account = visitor.account().id();
        Optional<ScriptName> foreign = rules.state(account) instanceof Rules.State.Foreign other
                ? Optional.of(other.name())
                : Optional.empty();
        if (!before.equals(after) || foreign.isPresent()) {
            rules.save(account, after);
            undos.add(visitor, key, 1, name, () -> {
                rules.save(account, before);
                foreign.ifPresent(one -> rules.use(account, one));
            });
        }
    }

    @PostMapping("/webmail/rules/block")
    String block(
            Visitor visitor,
            @RequestParam(defaultValue = "") String sender,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale language,
            Model model) {
        RuleSet set = own(rules.get(), visitor);
        Optional<String> wanted = RuleText.sender(sender.length() > 400 ? "" : sender);
        if (wanted.isEmpty() || set.blocked().size() >= RuleSet.MAX_BLOCKED) {
            response.setStatus(422);
            model.addAttribute("typedSender", sender);
            return page(
                    visitor,
                    request,
                    language,
                    model,
                    Optional.empty(),
                    List.of(told.say(
                            wanted.isEmpty() ? "rules.problem.sender" : "rules.problem.blocked",
                            language,
                            RuleSet.MAX_BLOCKED)));
        }
        List<String> more = new ArrayList<>(set.blocked());
        more.add(wanted.get());
        save(visitor, set, set.blocking(more), "rules.done.blocked", wanted.get());
        return "redirect:/webmail/rules";
    }

    /// Keeps a script that was made elsewhere, as it was changed in the editor.
    @PostMapping("/webmail/rules/script")
    String script(
            Visitor visitor,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String script,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale language,
            Model model) {
        AccountId account = visitor.account().id();
        if (!(rules.get().state(account) instanceof Rules.State.Foreign foreign)
                || !foreign.name().value().equals(name)
                || script.length() > MAX_SCRIPT) {
            undos.add(visitor, "rules.problem.changed", 1, "");
            return "redirect:/webmail/rules";
        }
        ScriptName own = foreign.name();
        String before = foreign.text();
        try {
            rules.get().write(account, own, script);
            undos.add(visitor, "rules.done.script", 1, own.value(), () -> rules.get()
                    .write(account, own, before));
            return "redirect:/webmail/rules";
        } catch (FilterException e) {
            response.setStatus(422);
            return page(visitor, request, language, model, Optional.of(script), problems(e, language));
        }
    }

    /// What is wrong with a script is told in English, by line, as mail programs show it.
    List<String> problems(FilterException refused, Locale language) {
        return switch (refused.failure()) {
            case FilterFailure.Invalid(var errors) ->
                errors.stream()
                        .map(error -> error.line() == 0
                                ? error.message()
                                : told.say("rules.error.line", language, error.line(), error.column()) + " "
                                        + error.message())
                        .toList();
            case FilterFailure.TooLarge _, FilterFailure.TooMany _ ->
                List.of(told.say("rules.problem.large", language));
            default -> List.of(refused.failure().text());
        };
    }

    /// What the rules would do with the newest hundred messages of a folder. Nothing happens.
    @GetMapping("/webmail/rules/trial")
    String trial(
            Visitor visitor,
            @RequestParam(defaultValue = "") String folder,
            HttpServletRequest request,
            Locale language,
            Model model) {
        Mailbox mailbox = folder(visitor, folder);
        RuleSet set = own(rules.get(), visitor);
        Trials.Result result = trials.get().tried(visitor, set, mailbox, language);
        model.addAttribute("mailbox", mailbox);
        model.addAttribute("looked", result.looked());
        model.addAttribute("tried", result.tried());
        frame.fill(model, visitor, 0, request);
        return "webmail/rules/trial";
    }

    private Mailbox folder(Visitor visitor, String folder) {
        return folder.matches("[1-9][0-9]{0,17}")
                ? mail.mailbox(visitor, new MailboxId(Long.parseLong(folder)))
                : mail.inbox(visitor);
    }

    /// Does a rule to a folder now.
    @PostMapping("/webmail/rules/apply")
    String apply(
            Visitor visitor,
            @RequestParam(defaultValue = "") String place,
            @RequestParam(defaultValue = "") String folder,
            @RequestParam(defaultValue = "") String seen) {
        RuleSet set = own(rules.get(), visitor);
        int at = place.matches("[0-9]{1,3}") ? Integer.parseInt(place) : -1;
        if (at < 0 || at >= set.rules().size()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        Mailbox mailbox = folder(visitor, folder);
        if (!seen.equals(seen(set))) {
            undos.add(visitor, "rules.problem.changed", 1, "");
            return "redirect:/webmail/rules";
        }
        Trials.Applied applied = Actor.present().as(Via.RULES).call(() -> trials.get()
                .apply(visitor, set.rules().get(at), mailbox));
        if (applied.count() == 0) {
            undos.add(visitor, "rules.done.none", 1, "");
        } else {
            undos.add(
                    visitor,
                    applied.whole() ? "rules.done.applied" : "rules.done.applied.part",
                    applied.count(),
                    "",
                    applied.back());
        }
        return "redirect:/webmail/rules";
    }
}
