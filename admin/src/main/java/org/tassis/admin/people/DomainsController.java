package org.tassis.admin.people;

import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
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
import org.tassis.admin.frame.SubjectLink;
import org.tassis.admin.frame.Typed;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.directory.Account;
import org.tassis.directory.Customer;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.DomainQuery;
import org.tassis.directory.MailDomain;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.DomainDesk;
import org.tassis.directory.desk.Visit;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.web.Visitor;

/// `/admin/domains`: the domains of the server, or of the visitor's customer, and each with what is done
/// with its addresses.
@Controller
final class DomainsController {
    private final Desk desk;
    private final ObjectProvider<SigningKeys> keys;
    private final List<SubjectLink> links;
    private final Form forms;
    private final Notes notes;

    DomainsController(Desk desk, ObjectProvider<SigningKeys> keys, List<SubjectLink> links, Form forms, Notes notes) {
        this.desk = desk;
        this.keys = keys;
        this.links = links;
        this.forms = forms;
        this.notes = notes;
    }

    /// @param customer its name; empty for the operator's own
    record Row(MailDomain domain, String customer) {}

    @GetMapping("/admin/domains")
    String list(
            Visit visit,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "false") boolean removed,
            @RequestParam Optional<String> after,
            Model model) {
        DomainQuery query = removed ? DomainQuery.ALL.with(q).removedOnes() : DomainQuery.ALL.with(q);
        Slice<MailDomain> found = Slice.of(
                limit -> desk.domains(visit).page(query, after.flatMap(DomainName::parse), limit),
                domain -> domain.name().ascii());
        model.addAttribute("slice", found.map(domain -> new Row(domain, customer(domain))));
        model.addAttribute("words", q);
        model.addAttribute("removed", removed);
        model.addAttribute("after", after.orElse(null));
        return "admin/people/domains";
    }

    private String customer(MailDomain domain) {
        return desk.directory()
                .customers()
                .find(domain.customer())
                .filter(customer -> !customer.isHouse())
                .map(customer -> customer.name().value())
                .orElse("");
    }

    @GetMapping("/admin/domains/{name}")
    String show(Visit visit, @PathVariable String name, Model model) {
        return page(visit, model, desk.domains(visit).find(domain(name)), Optional.empty());
    }

    /// @param typed by the one form that failed
    private String page(Visit visit, Model model, MailDomain domain, Optional<Typed> typed) {
        String roles = domain.redirection()
                .roleMailbox()
                .flatMap(desk.directory()::account)
                .map(Account::login)
                .map(Login::value)
                .orElse("");
        model.addAttribute("domain", domain);
        model.addAttribute("customer", customer(domain));
        model.addAttribute(
                "typed",
                typed.orElseGet(() -> Typed.of(
                        "catchAll",
                        domain.redirection()
                                .catchAll()
                                .map(EmailAddress::toString)
                                .orElse(""),
                        "roles",
                        roles,
                        "aliasOf",
                        domain.redirection().aliasOf().map(DomainName::unicode).orElse(""))));
        model.addAttribute("roles", roles);
        model.addAttribute(
                "aliased",
                desk.directory().customers().domains(domain.customer(), false).stream()
                        .filter(other -> other.redirection()
                                .aliasOf()
                                .filter(domain.name()::equals)
                                .isPresent())
                        .toList());
        model.addAttribute(
                "keys",
                Optional.ofNullable(keys.getIfAvailable())
                        .map(all -> all.of(domain.name()))
                        .orElse(List.of()));
        model.addAttribute(
                "links",
                links.stream()
                        .filter(link -> link.subject() == SubjectLink.Subject.DOMAIN)
                        .filter(link -> link.shownTo().test(visit.actor()))
                        .toList());
        return "admin/people/domain";
    }

    // ---- to change ----

    @PostMapping("/admin/domains/{name}/catch-all")
    String catchAll(
            Visit visit,
            Visitor visitor,
            @PathVariable String name,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = new Typed(fields);
        return changed(visit, visitor, name, typed, response, model, domain -> {
            String text = typed.text("catchAll");
            Optional<EmailAddress> address = text.isEmpty()
                    ? Optional.empty()
                    : Lines.parse(forms, text, Optional.of(domain)).stream().findFirst();
            desk.domains(visit).catchAll(domain, address);
        });
    }

    @PostMapping("/admin/domains/{name}/roles")
    String roles(
            Visit visit,
            Visitor visitor,
            @PathVariable String name,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = new Typed(fields);
        return changed(visit, visitor, name, typed, response, model, domain -> desk.domains(visit)
                .roleMailbox(domain, Optional.of(typed.text("roles")).filter(text -> !text.isEmpty())));
    }

    @PostMapping("/admin/domains/{name}/alias-of")
    String aliasOf(
            Visit visit,
            Visitor visitor,
            @PathVariable String name,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = new Typed(fields);
        return changed(visit, visitor, name, typed, response, model, domain -> {
            String other = typed.text("aliasOf");
            desk.domains(visit).aliasOf(domain, other.isEmpty() ? Optional.empty() : Optional.of(typedDomain(other)));
        });
    }

    private String changed(
            Visit visit,
            Visitor visitor,
            String name,
            Typed typed,
            HttpServletResponse response,
            Model model,
            Consumer<DomainName> change) {
        MailDomain before = desk.domains(visit).find(domain(name));
        try {
            change.accept(before.name());
        } catch (DirectoryException e) {
            forms.again(response, model, typed, e);
            return page(visit, model, before, Optional.of(typed));
        } catch (Problem e) {
            forms.again(response, model, typed, e.sentence());
            return page(visit, model, before, Optional.of(typed));
        }
        notes.tell(visitor, Note.of("people.domain.changed", before.name().unicode()));
        return "redirect:/admin/domains/" + before.name();
    }

    @PostMapping("/admin/domains/{name}/enable")
    String enable(Visit visit, Visitor visitor, @PathVariable String name, @RequestParam boolean on) {
        MailDomain after = desk.domains(visit).enable(domain(name), on);
        notes.tell(
                visitor,
                Note.of(
                                on ? "people.domain.on" : "people.domain.off",
                                after.name().unicode())
                        .with(Note.Undo.of("/admin/domains/" + after.name() + "/enable", "on", Boolean.toString(!on))));
        return "redirect:/admin/domains/" + after.name();
    }

    @PostMapping("/admin/domains/{name}/remove")
    String remove(Visit visit, Visitor visitor, @PathVariable String name, HttpServletResponse response, Model model) {
        DomainDesk domains = desk.domains(visit);
        MailDomain before = domains.find(domain(name));
        try {
            domains.remove(before.name());
        } catch (DirectoryException e) {
            forms.again(response, model, Typed.NOTHING, e);
            return page(visit, model, before, Optional.empty());
        }
        notes.tell(
                visitor,
                Note.of("people.domain.removed", before.name().unicode())
                        .with(Note.Undo.of("/admin/domains/" + before.name() + "/restore")));
        return "redirect:/admin/domains";
    }

    @PostMapping("/admin/domains/{name}/restore")
    String restore(Visit visit, Visitor visitor, @PathVariable String name, HttpServletResponse response, Model model) {
        try {
            MailDomain restored = desk.domains(visit).restore(domain(name));
            notes.tell(
                    visitor, Note.of("people.domain.restored", restored.name().unicode()));
            return "redirect:/admin/domains/" + restored.name();
        } catch (DirectoryException e) {
            forms.refused(response, model, e);
            return list(visit, "", true, Optional.empty(), model);
        }
    }

    // ---- to add ----

    @GetMapping("/admin/domains/_new")
    String start(Visit visit, @RequestParam(defaultValue = "") String customer, Model model) {
        desk.customers(visit).plans(); // for operators
        return added(model, Typed.of("customer", customer, "tell", "mailbox"));
    }

    private static String added(Model model, Typed typed) {
        model.addAttribute("typed", typed);
        return "admin/people/domain-new";
    }

    private String tried(
            Typed typed, HttpServletResponse response, Model model, java.util.function.Supplier<String> act) {
        try {
            return act.get();
        } catch (DirectoryException e) {
            forms.again(response, model, typed, e);
        } catch (Problem e) {
            forms.again(response, model, typed, e.sentence());
        }
        return added(model, typed);
    }

    /// The administrator's password is in this one answer, and nowhere else ever.
    @PostMapping("/admin/domains/_new")
    String add(Visit visit, @RequestParam Map<String, String> fields, HttpServletResponse response, Model model) {
        Typed typed = new Typed(fields);
        return tried(typed, response, model, () -> {
            DomainName name = typedDomain(typed.text("domain"));
            Optional<EmailAddress> to =
                    typed.text("tell").equals("address") ? Optional.of(address(typed.text("to"))) : Optional.empty();
            Optional<Login> login = typed.isEmpty("login")
                    ? Optional.empty()
                    : Optional.of(Login.parse(typed.text("login"))
                            .orElseThrow(() -> new Problem(forms.say("people.login.wrong", typed.text("login")))));
            Customer customer = owner(visit, typed.text("customer"));
            var made = desk.domains(visit).setUp(name, customer.id(), login);
            List<String> troubles = new ArrayList<>();
            keys.ifAvailable(all -> all.provide(name));
            if (!typed.text("tell").equals("nobody")) {
                try {
                    desk.domains(visit).tell(made, to);
                } catch (DirectoryException e) {
                    troubles.add(forms.say("people.letter.failed", forms.text(e)));
                }
            }
            model.addAttribute("made", made);
            made.password().ifPresent(password -> {
                model.addAttribute("password", password.reveal());
                password.close();
            });
            model.addAttribute("troubles", troubles);
            return "admin/people/domain-made";
        });
    }

    private Customer owner(Visit visit, String typed) {
        Login name = Login.parse(typed.isEmpty() ? "house" : typed)
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchCustomer(typed)));
        return desk.customers(visit).find(name);
    }

    @PostMapping("/admin/domains/_new/alias")
    String addAlias(
            Visit visit,
            Visitor visitor,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = new Typed(fields);
        return tried(typed, response, model, () -> {
            MailDomain made =
                    desk.domains(visit).addAlias(typedDomain(typed.text("alias")), typedDomain(typed.text("of")));
            keys.ifAvailable(all -> all.provide(made.name()));
            notes.tell(visitor, Note.of("people.domain.added", made.name().unicode()));
            return "redirect:/admin/domains/" + made.name();
        });
    }

    private EmailAddress address(String typed) {
        return EmailAddress.parse(typed).orElseThrow(() -> new Problem(forms.say("people.address.wrong", typed)));
    }

    private DomainName typedDomain(String typed) {
        return DomainName.parse(typed).orElseThrow(() -> new Problem(forms.say("people.domain.wrong", typed)));
    }

    /// Of a path: what is no name is not there.
    static DomainName domain(String name) {
        return DomainName.parse(name)
                .orElseThrow(() -> new org.springframework.web.server.ResponseStatusException(
                        org.springframework.http.HttpStatus.NOT_FOUND));
    }
}
