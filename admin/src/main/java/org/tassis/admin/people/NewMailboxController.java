package org.tassis.admin.people;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DomainQuery;
import org.tassis.directory.MailDomain;
import org.tassis.directory.NewAccount;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.MailboxDesk;
import org.tassis.directory.desk.Visit;
import org.tassis.web.Languages;
import org.tassis.web.Visitor;

/// `/admin/mailboxes/_new`. A generated password is in the one answer to the form, and nowhere else ever.
@Controller
final class NewMailboxController {
    private static final int DOMAINS = 200;
    private static final int MAX_PASSWORD = 1_000;

    private final Desk desk;
    private final Form forms;
    private final Notes notes;

    NewMailboxController(Desk desk, Form forms, Notes notes) {
        this.desk = desk;
        this.forms = forms;
        this.notes = notes;
    }

    @GetMapping("/admin/mailboxes/_new")
    String start(Visit visit, Locale language, @RequestParam(defaultValue = "") String domain, Model model) {
        List<MailDomain> domains = domains(visit);
        Optional<DomainName> chosen =
                DomainName.parse(domain).or(() -> domains.stream().findFirst().map(MailDomain::name));
        Typed typed = Typed.of(
                        "quota", Space.show(Directory.DEFAULT_QUOTA),
                        "language", language.getLanguage(),
                        "primary", "true",
                        "copy", "true",
                        "tell", "mailbox")
                .with("domain", chosen.map(DomainName::ascii).orElse(""))
                .with(
                        "login",
                        chosen.map(name ->
                                        desk.mailboxes(visit).suggestLogin(name).value())
                                .orElse(""));
        return form(visit, model, typed);
    }

    private List<MailDomain> domains(Visit visit) {
        return desk.domains(visit).page(DomainQuery.ALL, Optional.empty(), DOMAINS);
    }

    private String form(Visit visit, Model model, Typed typed) {
        model.addAttribute("domains", domains(visit));
        model.addAttribute("typed", typed);
        return "admin/people/mailbox-new";
    }

    @PostMapping("/admin/mailboxes/_new")
    String add(
            Visit visit,
            Visitor visitor,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = new Typed(fields).without("password");
        String password = new Typed(fields).raw("password");
        try {
            return made(visit, visitor, typed, password, model);
        } catch (DirectoryException e) {
            forms.again(response, model, typed, e);
        } catch (Problem e) {
            forms.again(response, model, typed, e.sentence());
        }
        return form(visit, model, typed);
    }

    private String made(Visit visit, Visitor visitor, Typed typed, String password, Model model) {
        MailboxDesk mailboxes = desk.mailboxes(visit);
        Login login = Login.parse(typed.text("login"))
                .orElseThrow(() -> new Problem(forms.say("people.login.wrong", typed.text("login"))));
        Optional<DomainName> domain = DomainName.parse(typed.text("domain"));
        NewAccount wanted = wanted(typed, login, domain);
        List<EmailAddress> targets = Lines.parse(forms, typed.raw("targets"), domain);
        Optional<EmailAddress> to = typed.text("tell").equals("address")
                ? Optional.of(EmailAddress.parse(typed.text("to"))
                        .orElseThrow(() -> new Problem(forms.say("people.address.wrong", typed.text("to")))))
                : Optional.empty();
        if (password.length() > MAX_PASSWORD) {
            throw new Problem(forms.say("people.password.long"));
        }
        try (Secret secret =
                password.isEmpty() ? desk.directory().credentials().generatePassword() : new Secret(password)) {
            Account account = mailboxes.add(wanted, Optional.of(secret), targets, typed.on("copy"));
            Note told = Note.of("people.mailbox.added", account.login().value());
            if (!typed.text("tell").equals("nobody")) {
                try {
                    mailboxes.welcome(account.login().value(), to);
                } catch (DirectoryException e) {
                    told = Note.of(
                            "people.mailbox.added.unwelcome", account.login().value(), forms.text(e));
                }
            }
            if (!password.isEmpty()) {
                notes.tell(visitor, told);
                return "redirect:/admin/mailboxes/" + account.login();
            }
            model.addAttribute("told", told);
            model.addAttribute("account", account);
            model.addAttribute("password", secret.reveal());
            return "admin/people/mailbox-made";
        }
    }

    private NewAccount wanted(Typed typed, Login login, Optional<DomainName> domain) {
        OptionalLong space = Space.parse(typed.text("quota"));
        NewAccount wanted = NewAccount.named(login)
                .withRealName(typed.text("name"))
                .withLanguage(Languages.of(typed.text("language")).orElse(Locale.ENGLISH))
                .withQuota(Space.quota(
                        space.orElseThrow(() -> new Problem(forms.say("people.space.wrong"))),
                        Directory.DEFAULT_QUOTA));
        if (typed.on("primary") && domain.isPresent()) {
            wanted = wanted.withPrimary(EmailAddress.of(
                            login.value(), domain.get().ascii())
                    .orElseThrow(() -> new Problem(forms.say("people.address.wrong", login + "@" + domain.get()))));
        }
        List<EmailAddress> addresses = Lines.parse(forms, typed.raw("addresses"), domain);
        return addresses.isEmpty() ? wanted : wanted.withAddresses(addresses);
    }
}
