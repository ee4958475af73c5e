package org.tassis.admin.people;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
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
import org.tassis.admin.frame.Slice;
import org.tassis.admin.frame.Typed;
import org.tassis.core.DomainName;
import org.tassis.core.Login;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Customer;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.MailboxChange;
import org.tassis.directory.MailboxQuery;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.MailboxDesk;
import org.tassis.directory.desk.Visit;
import org.tassis.store.MailStore;
import org.tassis.web.Visitor;

/// `/admin/mailboxes`: who has mail; on and off, removed and back.
@Controller
final class MailboxesController {
    private final Desk desk;
    private final MailStore store;
    private final MailboxPage page;
    private final Form forms;
    private final Notes notes;

    MailboxesController(Desk desk, MailStore store, MailboxPage page, Form forms, Notes notes) {
        this.desk = desk;
        this.store = store;
        this.page = page;
        this.forms = forms;
        this.notes = notes;
    }

    /// @param used    octets; 0 for one that is removed
    /// @param percent of its quota
    record Row(AccountRecord record, long used, long percent) {}

    @GetMapping("/admin/mailboxes")
    String list(
            Visit visit,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String domain,
            @RequestParam(defaultValue = "") String customer,
            @RequestParam(defaultValue = "false") boolean removed,
            @RequestParam Optional<String> after,
            Model model) {
        MailboxQuery query = MailboxQuery.ALL.with(q);
        Optional<DomainName> in = DomainName.parse(domain);
        if (in.isPresent()) {
            query = query.in(desk.domains(visit).find(in.get()).name());
        }
        if (!customer.isEmpty()) {
            Customer owner = desk.customers(visit)
                    .find(Login.parse(customer)
                            .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchCustomer(customer))));
            query = query.of(owner.id());
        }
        MailboxQuery wanted = removed ? query.removedOnes() : query;
        Slice<AccountRecord> found = Slice.of(
                limit -> desk.mailboxes(visit).page(wanted, after.flatMap(Login::parse), limit),
                record -> record.account().login().value());
        model.addAttribute("slice", found.map(this::row));
        model.addAttribute("words", q);
        model.addAttribute("domain", domain);
        model.addAttribute("customer", customer);
        model.addAttribute("removed", removed);
        model.addAttribute("after", after.orElse(null));
        return "admin/people/mailboxes";
    }

    private Row row(AccountRecord record) {
        if (!record.exists()) {
            return new Row(record, 0, 0);
        }
        var usage = store.usage(record.account().id());
        return new Row(record, usage.bytes(), MailboxPage.percent(record.account(), usage));
    }

    @GetMapping("/admin/mailboxes/{login}")
    String show(Visit visit, @PathVariable String login, Model model) {
        return page.show(visit, model, desk.mailboxes(visit).find(login), Typed.NOTHING);
    }

    @PostMapping("/admin/mailboxes/{login}/enable")
    String enable(Visit visit, Visitor visitor, @PathVariable String login, @RequestParam boolean on) {
        Account after = desk.mailboxes(visit).change(login, List.of(new MailboxChange.Enabled(on)));
        notes.tell(
                visitor,
                Note.of(
                                on ? "people.mailbox.on" : "people.mailbox.off",
                                after.login().value())
                        .with(Note.Undo.of(
                                "/admin/mailboxes/" + after.login() + "/enable", "on", Boolean.toString(!on))));
        return "redirect:/admin/mailboxes/" + after.login();
    }

    @PostMapping("/admin/mailboxes/{login}/remove")
    String remove(Visit visit, Visitor visitor, @PathVariable String login, HttpServletResponse response, Model model) {
        MailboxDesk mailboxes = desk.mailboxes(visit);
        AccountRecord before = mailboxes.find(login);
        try {
            mailboxes.remove(login);
        } catch (DirectoryException e) {
            forms.again(response, model, Typed.NOTHING, e);
            return page.show(visit, model, before, Typed.NOTHING);
        }
        notes.tell(
                visitor,
                Note.of("people.mailbox.removed", before.account().login().value())
                        .with(Note.Undo.of(
                                "/admin/mailboxes/" + before.account().login() + "/restore")));
        return "redirect:/admin/mailboxes";
    }

    @PostMapping("/admin/mailboxes/{login}/restore")
    String restore(
            Visit visit, Visitor visitor, @PathVariable String login, HttpServletResponse response, Model model) {
        try {
            Account restored = desk.mailboxes(visit).restore(login);
            notes.tell(
                    visitor, Note.of("people.mailbox.restored", restored.login().value()));
            return "redirect:/admin/mailboxes/" + restored.login();
        } catch (DirectoryException e) {
            forms.refused(response, model, e);
            return list(visit, "", "", "", true, Optional.empty(), model);
        }
    }

    /// Moves space to another mailbox of the same customer.
    @PostMapping("/admin/mailboxes/{login}/space")
    String space(
            Visit visit,
            Visitor visitor,
            @PathVariable String login,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = new Typed(fields);
        MailboxDesk mailboxes = desk.mailboxes(visit);
        AccountRecord giver = mailboxes.find(login);
        long octets = Space.parse(typed.text("amount")).orElse(0);
        if (typed.isEmpty("amount") || typed.isEmpty("other") || octets == 0) {
            forms.again(response, model, typed, forms.say("people.space.wrong"));
            return page.show(visit, model, giver, typed);
        }
        try {
            mailboxes.moveSpace(login, typed.text("other"), octets);
        } catch (DirectoryException e) {
            forms.again(response, model, typed, e);
            return page.show(visit, model, giver, typed);
        }
        notes.tell(
                visitor,
                Note.of("people.space.moved", typed.text("amount"), typed.text("other"))
                        .with(Note.Undo.of(
                                "/admin/mailboxes/"
                                        + mailboxes
                                                .find(typed.text("other"))
                                                .account()
                                                .login() + "/space",
                                "other",
                                giver.account().login().value(),
                                "amount",
                                typed.text("amount"))));
        return "redirect:/admin/mailboxes/" + giver.account().login();
    }
}
