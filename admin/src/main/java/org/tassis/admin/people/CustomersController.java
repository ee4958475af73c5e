package org.tassis.admin.people;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.admin.frame.Form;
import org.tassis.admin.frame.Note;
import org.tassis.admin.frame.Notes;
import org.tassis.admin.frame.Problem;
import org.tassis.admin.frame.Slice;
import org.tassis.admin.frame.Typed;
import org.tassis.core.Login;
import org.tassis.directory.Account;
import org.tassis.directory.Customer;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.Plan;
import org.tassis.directory.desk.CustomerDesk;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;
import org.tassis.web.Languages;
import org.tassis.web.Visitor;

/// `/admin/customers`: whoever has a contract. For operators.
@Controller
final class CustomersController {
    private final Desk desk;
    private final Form forms;
    private final Notes notes;

    CustomersController(Desk desk, Form forms, Notes notes) {
        this.desk = desk;
        this.forms = forms;
        this.notes = notes;
    }

    /// @param use empty for one that is removed
    record Row(Customer customer, Optional<ContractUse> use) {}

    @GetMapping("/admin/customers")
    String list(
            Visit visit,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "false") boolean removed,
            @RequestParam Optional<String> after,
            Model model) {
        CustomerDesk customers = desk.customers(visit);
        Slice<Customer> found = Slice.of(
                limit -> customers.page(q, removed, after.flatMap(Login::parse), limit),
                customer -> customer.name().value());
        model.addAttribute(
                "slice",
                found.map(customer -> new Row(
                        customer,
                        customer.exists() ? Optional.of(ContractUse.of(customers, customer)) : Optional.empty())));
        model.addAttribute("words", q);
        model.addAttribute("removed", removed);
        model.addAttribute("after", after.orElse(null));
        return "admin/people/customers";
    }

    @GetMapping("/admin/customers/_new")
    String start(Visit visit, Locale language, Model model) {
        List<Plan> plans = desk.customers(visit).plans();
        String usual = plans.stream()
                .map(Plan::name)
                .filter("Recommended"::equals)
                .findFirst()
                .orElse("");
        return added(visit, model, Typed.of("plan", usual, "language", language.getLanguage()));
    }

    @PostMapping("/admin/customers/_new")
    String add(
            Visit visit,
            Visitor visitor,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = new Typed(fields);
        try {
            Customer made = desk.customers(visit)
                    .add(new NewCustomer(
                            Login.parse(typed.text("name"))
                                    .orElseThrow(
                                            () -> new Problem(forms.say("people.login.wrong", typed.text("name")))),
                            typed.text("title"),
                            Optional.of(typed.text("plan"))
                                    .filter(plan -> !plan.isEmpty())
                                    .map(Plan::key),
                            language(typed)));
            notes.tell(visitor, Note.of("people.customer.added", made.name().value()));
            return "redirect:/admin/customers/" + made.name();
        } catch (DirectoryException e) {
            forms.again(response, model, typed, e);
        } catch (Problem e) {
            forms.again(response, model, typed, e.sentence());
        }
        return added(visit, model, typed);
    }

    private String added(Visit visit, Model model, Typed typed) {
        model.addAttribute("typed", typed);
        model.addAttribute("plans", desk.customers(visit).plans());
        return "admin/people/customer-new";
    }

    @GetMapping("/admin/customers/{name}")
    String show(Visit visit, @PathVariable String name, Model model) {
        Customer customer = desk.customers(visit).find(login(name));
        return page(
                visit,
                model,
                customer,
                Typed.of(
                        "title", customer.title(),
                        "plan", customer.plan().orElse(""),
                        "administrator", administrator(customer),
                        "language", customer.language().getLanguage()));
    }

    private String administrator(Customer customer) {
        return customer.administrator()
                .flatMap(desk.directory()::account)
                .map(Account::login)
                .map(Login::value)
                .orElse("");
    }

    @PostMapping("/admin/customers/{name}")
    String change(
            Visit visit,
            Visitor visitor,
            @PathVariable String name,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = new Typed(fields);
        Customer before = desk.customers(visit).find(login(name));
        try {
            desk.customers(visit)
                    .change(
                            before.name(),
                            Optional.of(typed.text("title")),
                            Optional.of(language(typed)),
                            Optional.of(typed.text("administrator")).filter(text -> !text.isEmpty()),
                            before.isHouse() ? Optional.empty() : Optional.of(typed.text("plan")));
        } catch (DirectoryException e) {
            forms.again(response, model, typed, e);
            return page(visit, model, before, typed);
        }
        notes.tell(
                visitor,
                Note.of("people.customer.changed", name)
                        .with(Note.Undo.of(
                                "/admin/customers/" + before.name(),
                                "title",
                                before.title(),
                                "plan",
                                before.plan().orElse(""),
                                "administrator",
                                administrator(before),
                                "language",
                                before.language().getLanguage())));
        return "redirect:/admin/customers/" + before.name();
    }

    private String page(Visit visit, Model model, Customer customer, Typed typed) {
        CustomerDesk customers = desk.customers(visit);
        model.addAttribute("customer", customer);
        model.addAttribute("use", ContractUse.of(customers, customer));
        model.addAttribute("domains", customers.domains(customer));
        model.addAttribute("plans", customers.plans());
        model.addAttribute("typed", typed);
        return "admin/people/customer";
    }

    @PostMapping("/admin/customers/{name}/remove")
    String remove(Visit visit, Visitor visitor, @PathVariable String name, HttpServletResponse response, Model model) {
        Customer before = desk.customers(visit).find(login(name));
        try {
            desk.customers(visit).remove(before.name());
        } catch (DirectoryException e) {
            forms.again(response, model, Typed.NOTHING, e);
            return page(visit, model, before, Typed.of("title", before.title()));
        }
        notes.tell(
                visitor,
                Note.of("people.customer.removed", name)
                        .with(Note.Undo.of("/admin/customers/" + before.name() + "/restore")));
        return "redirect:/admin/customers";
    }

    @PostMapping("/admin/customers/{name}/restore")
    String restore(Visit visit, Visitor visitor, @PathVariable String name, HttpServletResponse response, Model model) {
        try {
            Customer restored = desk.customers(visit).restore(login(name));
            notes.tell(
                    visitor, Note.of("people.customer.restored", restored.name().value()));
            return "redirect:/admin/customers/" + restored.name();
        } catch (DirectoryException e) {
            forms.refused(response, model, e);
            return list(visit, "", true, Optional.empty(), model);
        }
    }

    private static Locale language(Typed typed) {
        return Languages.of(typed.text("language")).orElse(Locale.ENGLISH);
    }

    /// Of a path: what is no name is not there.
    private static Login login(String name) {
        return Login.parse(name).orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchCustomer(name)));
    }
}
