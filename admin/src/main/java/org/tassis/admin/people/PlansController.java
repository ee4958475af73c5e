package org.tassis.admin.people;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.admin.frame.Form;
import org.tassis.admin.frame.Note;
import org.tassis.admin.frame.Notes;
import org.tassis.admin.frame.Problem;
import org.tassis.admin.frame.Typed;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.Plan;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;
import org.tassis.web.Visitor;

/// `/admin/plans`: what customers may have. For operators.
@Controller
final class PlansController {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final Desk desk;
    private final Form forms;
    private final Notes notes;

    PlansController(Desk desk, Form forms, Notes notes) {
        this.desk = desk;
        this.forms = forms;
        this.notes = notes;
    }

    /// @param removed when, of one that was
    record Row(Plan plan, Optional<Instant> removed) {}

    @GetMapping("/admin/plans")
    String list(Visit visit, @RequestParam(defaultValue = "false") boolean removed, Model model) {
        List<Row> rows = removed
                ? desk.customers(visit).removedPlans().stream()
                        .map(one -> new Row(one.plan(), Optional.of(one.removed())))
                        .toList()
                : desk.customers(visit).plans().stream()
                        .map(plan -> new Row(plan, Optional.empty()))
                        .toList();
        model.addAttribute("rows", rows);
        model.addAttribute("removed", removed);
        return "admin/people/plans";
    }

    @GetMapping("/admin/plans/new")
    String start(Visit visit, Model model) {
        desk.customers(visit).plans(); // whoever may not see them makes none
        return edit(model, "", Typed.of("storage", "30", "mailboxes", "10", "domains", "5"));
    }

    @PostMapping("/admin/plans/new")
    String add(
            Visit visit,
            Visitor visitor,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = new Typed(fields);
        return tried(response, model, "", typed, () -> {
            Plan plan = plan(typed.text("name"), typed);
            desk.customers(visit).addPlan(plan);
            notes.tell(visitor, Note.of("people.plan.added", plan.name()));
            return "redirect:/admin/plans";
        });
    }

    @GetMapping("/admin/plans/change")
    String show(Visit visit, @RequestParam String name, Model model) {
        Plan plan = desk.customers(visit).plan(name);
        return edit(model, plan.name(), typed(plan));
    }

    @PostMapping("/admin/plans/change")
    String change(
            Visit visit,
            Visitor visitor,
            @RequestParam String name,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = new Typed(fields);
        return tried(response, model, name, typed, () -> {
            Typed before = typed(desk.customers(visit).plan(name));
            desk.customers(visit).changePlan(name, old -> plan(old.name(), typed));
            notes.tell(
                    visitor,
                    Note.of("people.plan.changed", name).with(new Note.Undo("/admin/plans/change", before.fields())));
            return "redirect:/admin/plans";
        });
    }

    @PostMapping("/admin/plans/remove")
    String remove(Visit visit, Visitor visitor, @RequestParam String name, HttpServletResponse response, Model model) {
        Plan before = desk.customers(visit).plan(name);
        return tried(response, model, name, typed(before), () -> {
            desk.customers(visit).removePlan(name);
            notes.tell(
                    visitor,
                    Note.of("people.plan.removed", before.name())
                            .with(Note.Undo.of("/admin/plans/restore", "name", before.name())));
            return "redirect:/admin/plans";
        });
    }

    @PostMapping("/admin/plans/restore")
    String restore(Visit visit, Visitor visitor, @RequestParam String name, HttpServletResponse response, Model model) {
        try {
            Plan restored = desk.customers(visit).restorePlan(name);
            notes.tell(visitor, Note.of("people.plan.restored", restored.name()));
            return "redirect:/admin/plans";
        } catch (DirectoryException e) {
            forms.again(response, model, Typed.NOTHING, e);
            return list(visit, true, model);
        }
    }

    private String tried(HttpServletResponse response, Model model, String name, Typed typed, Supplier<String> doing) {
        try {
            return doing.get();
        } catch (DirectoryException e) {
            forms.again(response, model, typed, e);
        } catch (Problem e) {
            forms.again(response, model, typed, e.sentence());
        }
        return edit(model, name, typed);
    }

    private static String edit(Model model, String name, Typed typed) {
        model.addAttribute("name", name);
        model.addAttribute("typed", typed);
        return "admin/people/plan";
    }

    private static Typed typed(Plan plan) {
        return Typed.of(
                "name", plan.name(),
                "storage", Space.show(plan.storage()),
                "mailboxes", number(plan.mailboxes()),
                "domains", number(plan.domains()),
                "domainAliases", number(plan.domainAliases()));
    }

    private Plan plan(String name, Typed typed) {
        OptionalLong storage = Space.parse(typed.text("storage"));
        return new Plan(
                name,
                storage.orElseThrow(() -> new Problem(forms.say("people.space.wrong"))),
                number(typed, "mailboxes"),
                number(typed, "domains"),
                number(typed, "domainAliases"));
    }

    private long number(Typed typed, String field) {
        String text = typed.text(field);
        if (text.isEmpty()) {
            return Plan.UNLIMITED;
        }
        if (!NUMBER.matcher(text).matches()) {
            throw new Problem(forms.say("people.number.wrong", text));
        }
        return Long.parseLong(text);
    }

    private static String number(long limit) {
        return limit == Plan.UNLIMITED ? "" : Long.toString(limit);
    }
}
