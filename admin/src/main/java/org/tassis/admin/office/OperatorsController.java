package org.tassis.admin.office;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.admin.frame.Form;
import org.tassis.admin.frame.Note;
import org.tassis.admin.frame.Notes;
import org.tassis.admin.frame.Problem;
import org.tassis.admin.frame.Typed;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.OperatorDesk;
import org.tassis.directory.desk.Visit;
import org.tassis.web.Visitor;

/// `/admin/operators`: who runs the server. A generated password is in one answer, and nowhere else ever.
@Controller
final class OperatorsController {
    private static final int MAX_PASSWORD = 1_000;

    private final Desk desk;
    private final Form forms;
    private final Notes notes;

    OperatorsController(Desk desk, Form forms, Notes notes) {
        this.desk = desk;
        this.forms = forms;
        this.notes = notes;
    }

    /// @param factor whether more is asked for than the password
    record Row(AccountRecord record, boolean factor) {}

    @GetMapping("/admin/operators")
    String list(Visit visit, @RequestParam(defaultValue = "false") boolean removed, Model model) {
        return removed ? removed(visit, model) : page(visit, model, Typed.NOTHING);
    }

    private String removed(Visit visit, Model model) {
        model.addAttribute("records", desk.operators(visit).removed());
        model.addAttribute("removed", true);
        return "admin/office/operators-removed";
    }

    private String page(Visit visit, Model model, Typed typed) {
        OperatorDesk operators = desk.operators(visit);
        model.addAttribute("removed", false);
        model.addAttribute(
                "rows",
                operators.list().stream()
                        .map(record -> new Row(
                                record,
                                operators.factors(record.account().login()).any()))
                        .toList());
        model.addAttribute("typed", typed);
        return "admin/office/operators";
    }

    private String tried(Visit visit, Typed typed, HttpServletResponse response, Model model, Supplier<String> act) {
        try {
            return act.get();
        } catch (DirectoryException e) {
            forms.again(response, model, typed, e);
        } catch (Problem e) {
            forms.again(response, model, typed, e.sentence());
        }
        return page(visit, model, typed);
    }

    @PostMapping("/admin/operators")
    String add(
            Visit visit,
            Visitor visitor,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = new Typed(fields).without("password");
        return tried(visit, typed, response, model, () -> {
            Login login = Login.parse(typed.text("login"))
                    .orElseThrow(() -> new Problem(forms.say("office.login.wrong", typed.text("login"))));
            String password = new Typed(fields).raw("password");
            try (Secret secret = secret(password)) {
                desk.operators(visit).add(login, typed.text("name"), secret);
                return shown(visit, visitor, model, "office.operator.added", login, password, secret);
            }
        });
    }

    @PostMapping("/admin/operators/{name}/password")
    String password(
            Visit visit,
            Visitor visitor,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String password,
            HttpServletResponse response,
            Model model) {
        Login login = login(name);
        return tried(visit, Typed.NOTHING, response, model, () -> {
            mustBeAnother(visitor, login);
            try (Secret secret = secret(password)) {
                desk.operators(visit).setPassword(login, secret);
                return shown(visit, visitor, model, "office.operator.password", login, password, secret);
            }
        });
    }

    private Secret secret(String typed) {
        if (typed.length() > MAX_PASSWORD) {
            throw new Problem(forms.say("office.password.long"));
        }
        return typed.isEmpty() ? desk.directory().credentials().generatePassword() : new Secret(typed);
    }

    private String shown(
            Visit visit, Visitor visitor, Model model, String key, Login login, String typed, Secret secret) {
        if (!typed.isEmpty()) {
            notes.tell(visitor, Note.of(key, login.value()));
            return "redirect:/admin/operators";
        }
        model.addAttribute("password", secret.reveal());
        model.addAttribute("passwordOf", login.value());
        return page(visit, model, Typed.NOTHING);
    }

    /// What lets visitors in themselves is changed where the present password is asked for: an open browser
    /// is not enough.
    private void mustBeAnother(Visitor visitor, Login login) {
        if (login.equals(visitor.account().login())) {
            throw new Problem(forms.say("office.own"));
        }
    }

    @PostMapping("/admin/operators/{name}/factor/end")
    String endFactors(
            Visit visit, Visitor visitor, @PathVariable String name, HttpServletResponse response, Model model) {
        Login login = login(name);
        return tried(visit, Typed.NOTHING, response, model, () -> {
            mustBeAnother(visitor, login);
            desk.operators(visit).endFactors(login);
            notes.tell(visitor, Note.of("office.operator.factor", login.value()));
            return "redirect:/admin/operators";
        });
    }

    @PostMapping("/admin/operators/{name}/remove")
    String remove(Visit visit, Visitor visitor, @PathVariable String name, HttpServletResponse response, Model model) {
        Login login = login(name);
        return tried(visit, Typed.NOTHING, response, model, () -> {
            desk.operators(visit).remove(login);
            notes.tell(
                    visitor,
                    Note.of("office.operator.removed", login.value())
                            .with(Note.Undo.of("/admin/operators/" + login + "/restore")));
            return "redirect:/admin/operators";
        });
    }

    @PostMapping("/admin/operators/{name}/restore")
    String restore(Visit visit, Visitor visitor, @PathVariable String name) {
        Login login = login(name);
        desk.operators(visit).restore(login);
        notes.tell(visitor, Note.of("office.operator.restored", login.value()));
        return "redirect:/admin/operators";
    }

    private static Login login(String name) {
        return Login.parse(name).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
