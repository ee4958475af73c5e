package org.tassis.admin.people;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.admin.frame.Form;
import org.tassis.admin.frame.Note;
import org.tassis.admin.frame.Notes;
import org.tassis.admin.frame.Problem;
import org.tassis.admin.frame.Slice;
import org.tassis.admin.frame.Typed;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Alias;
import org.tassis.directory.AliasQuery;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DomainQuery;
import org.tassis.directory.MailDomain;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;
import org.tassis.web.Visitor;

/// `/admin/aliases`: addresses that forward without a mailbox. An address with its odd characters is a
/// parameter, never a path.
@Controller
final class AliasesController {
    private static final int DOMAINS = 200;

    private final Desk desk;
    private final Form forms;
    private final Notes notes;

    AliasesController(Desk desk, Form forms, Notes notes) {
        this.desk = desk;
        this.forms = forms;
        this.notes = notes;
    }

    @GetMapping("/admin/aliases")
    String list(
            Visit visit,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "false") boolean removed,
            @RequestParam Optional<String> after,
            Model model) {
        List<MailDomain> domains = desk.domains(visit).page(DomainQuery.ALL, Optional.empty(), DOMAINS);
        Optional<DomainName> domain = DomainName.parse(q.strip()).filter(name -> isSeen(visit, name));
        AliasQuery query =
                AliasQuery.ALL.in(domain).with(domain.isPresent() ? "" : q).removed(removed);
        Slice<Alias> found = Slice.of(
                limit -> desk.domains(visit).aliases(query, after.flatMap(EmailAddress::parse), limit),
                alias -> alias.address().toString());
        model.addAttribute("slice", found);
        model.addAttribute("domains", domains);
        model.addAttribute("domain", domain.map(DomainName::ascii).orElse(""));
        model.addAttribute("words", domain.map(DomainName::ascii).orElse(q.strip()));
        model.addAttribute("removed", removed);
        model.addAttribute("after", after.orElse(null));
        return "admin/people/aliases";
    }

    /// The name of one's domain finds what is in it; what is none may be a part of an address.
    private boolean isSeen(Visit visit, DomainName name) {
        try {
            return desk.domains(visit).find(name).exists();
        } catch (DirectoryException _) {
            return false;
        }
    }

    @GetMapping("/admin/aliases/new")
    String start(@RequestParam(defaultValue = "") String domain, Model model) {
        return edit(model, Optional.empty(), Typed.of("address", domain.isEmpty() ? "" : "@" + domain, "on", "true"));
    }

    @PostMapping("/admin/aliases/new")
    String add(
            Visit visit,
            Visitor visitor,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = new Typed(fields);
        try {
            EmailAddress address = EmailAddress.parse(typed.text("address"))
                    .orElseThrow(() -> new Problem(forms.say("people.address.wrong", typed.text("address"))));
            desk.domains(visit)
                    .addAlias(address, Lines.parse(forms, typed.raw("targets"), Optional.of(address.domain())));
            notes.tell(
                    visitor,
                    Note.of("people.alias.added", address.toString())
                            .with(Note.Undo.of("/admin/aliases/remove", "address", address.toString())));
            return "redirect:/admin/aliases?q=" + address.domain();
        } catch (DirectoryException e) {
            forms.again(response, model, typed, e);
        } catch (Problem e) {
            forms.again(response, model, typed, e.sentence());
        }
        return edit(model, Optional.empty(), typed);
    }

    @GetMapping("/admin/aliases/change")
    String show(Visit visit, @RequestParam String address, Model model) {
        Alias alias = desk.domains(visit).alias(address(address));
        return edit(
                model,
                Optional.of(alias),
                Typed.of("targets", Lines.show(alias.targets()), "on", Boolean.toString(alias.enabled())));
    }

    @PostMapping("/admin/aliases/change")
    String change(
            Visit visit,
            Visitor visitor,
            @RequestParam String address,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = new Typed(fields);
        Alias before = desk.domains(visit).alias(address(address));
        try {
            List<EmailAddress> targets = Lines.parse(
                    forms, typed.raw("targets"), Optional.of(before.address().domain()));
            desk.domains(visit).changeAlias(before.address(), alias -> alias.withTargets(targets)
                    .withEnabled(typed.on("on")));
        } catch (DirectoryException e) {
            forms.again(response, model, typed, e);
            return edit(model, Optional.of(before), typed);
        } catch (Problem e) {
            forms.again(response, model, typed, e.sentence());
            return edit(model, Optional.of(before), typed);
        }
        notes.tell(
                visitor,
                Note.of("people.alias.changed", address)
                        .with(Note.Undo.of(
                                "/admin/aliases/change",
                                "address",
                                before.address().toString(),
                                "targets",
                                Lines.show(before.targets()),
                                "on",
                                Boolean.toString(before.enabled()))));
        return "redirect:/admin/aliases?q=" + before.address().domain();
    }

    private static String edit(Model model, Optional<Alias> alias, Typed typed) {
        model.addAttribute("alias", alias.orElse(null));
        model.addAttribute("typed", typed);
        return "admin/people/alias";
    }

    @PostMapping("/admin/aliases/remove")
    String remove(Visit visit, Visitor visitor, @RequestParam String address) {
        EmailAddress name = address(address);
        desk.domains(visit).removeAlias(name);
        notes.tell(
                visitor,
                Note.of("people.alias.removed", name.toString())
                        .with(Note.Undo.of("/admin/aliases/restore", "address", name.toString())));
        return "redirect:/admin/aliases?q=" + name.domain();
    }

    @PostMapping("/admin/aliases/restore")
    String restore(
            Visit visit, Visitor visitor, @RequestParam String address, HttpServletResponse response, Model model) {
        try {
            Alias restored = desk.domains(visit).restoreAlias(address(address));
            notes.tell(
                    visitor, Note.of("people.alias.restored", restored.address().toString()));
            return "redirect:/admin/aliases?q=" + restored.address().domain();
        } catch (DirectoryException e) {
            forms.refused(response, model, e);
            return list(visit, "", true, Optional.empty(), model);
        }
    }

    private static EmailAddress address(String typed) {
        return EmailAddress.parse(typed).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
