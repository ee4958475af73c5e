package org.tassis.admin.people;

import jakarta.servlet.http.HttpServletResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.admin.frame.Form;
import org.tassis.admin.frame.Note;
import org.tassis.admin.frame.Notes;
import org.tassis.admin.frame.Problem;
import org.tassis.admin.frame.Typed;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.Forward;
import org.tassis.directory.MailboxChange;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.MailboxDesk;
import org.tassis.directory.desk.Visit;
import org.tassis.web.Languages;
import org.tassis.web.Visitor;

/// The forms on the page of one mailbox, `/admin/mailboxes/LOGIN`.
@Controller
final class MailboxController {
    private static final int MAX_PASSWORD = 1_000;

    private final Desk desk;
    private final MailboxPage page;
    private final Form forms;
    private final Notes notes;

    MailboxController(Desk desk, MailboxPage page, Form forms, Notes notes) {
        this.desk = desk;
        this.page = page;
        this.forms = forms;
        this.notes = notes;
    }

    /// What a form does with a mailbox.
    @FunctionalInterface
    private interface Act {
        /// @return what is told
        Note on(MailboxDesk mailboxes, Account account);
    }

    private String act(
            Visit visit,
            Visitor visitor,
            String login,
            Typed typed,
            HttpServletResponse response,
            Model model,
            Act act) {
        MailboxDesk mailboxes = desk.mailboxes(visit);
        AccountRecord before = mailboxes.find(login);
        try {
            notes.tell(visitor, act.on(mailboxes, before.account()));
        } catch (DirectoryException e) {
            forms.again(response, model, typed, e);
            return page.show(visit, model, before, typed);
        } catch (Problem e) {
            forms.again(response, model, typed, e.sentence());
            return page.show(visit, model, before, typed);
        }
        return "redirect:/admin/mailboxes/" + before.account().login();
    }

    @PostMapping("/admin/mailboxes/{login}")
    String change(
            Visit visit,
            Visitor visitor,
            @PathVariable String login,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = new Typed(fields);
        return act(visit, visitor, login, typed, response, model, (mailboxes, account) -> {
            mailboxes.change(login, changes(account, typed));
            Map<String, String> before = MailboxPage.asIs(account).fields();
            return Note.of("people.mailbox.changed", account.login().value())
                    .with(new Note.Undo("/admin/mailboxes/" + account.login(), before));
        });
    }

    private List<MailboxChange> changes(Account account, Typed typed) {
        Optional<DomainName> domain = account.primary()
                .or(() -> account.addresses().stream().findFirst())
                .map(EmailAddress::domain);
        List<MailboxChange> changes = new ArrayList<>();
        if (!typed.text("name").equals(account.realName())) {
            changes.add(new MailboxChange.RealName(typed.text("name")));
        }
        long octets = Space.parse(typed.text("quota")).orElseThrow(() -> new Problem(forms.say("people.space.wrong")));
        if (!typed.text("quota").equals(Space.show(account.quota()))) {
            changes.add(new MailboxChange.Limit(Space.quota(octets, account.quota())));
        }
        Languages.of(typed.text("language"))
                .filter(language -> !language.equals(account.language()))
                .ifPresent(language -> changes.add(new MailboxChange.Language(language)));
        Optional<EmailAddress> primary =
                Lines.parse(forms, typed.text("primary"), domain).stream().findFirst();
        changes.addAll(Names.changes(account, primary, Lines.parse(forms, typed.raw("addresses"), domain)));
        return changes;
    }

    /// A generated password is in this one answer, and nowhere else ever.
    @PostMapping("/admin/mailboxes/{login}/password")
    String password(
            Visit visit,
            Visitor visitor,
            @PathVariable String login,
            @RequestParam(defaultValue = "") String password,
            HttpServletResponse response,
            Model model) {
        boolean generated = password.isEmpty();
        String answer = act(visit, visitor, login, Typed.NOTHING, response, model, (mailboxes, account) -> {
            mustBeAnother(visitor, account);
            if (password.length() > MAX_PASSWORD) {
                throw new Problem(forms.say("people.password.long"));
            }
            try (Secret secret = generated ? desk.directory().credentials().generatePassword() : new Secret(password)) {
                // the visitor's own browser stays logged in
                mailboxes.setPassword(
                        login, secret, Optional.of(visitor.session().id()));
                if (generated) {
                    model.addAttribute("password", secret.reveal());
                }
            }
            return Note.of("people.password.changed", account.login().value());
        });
        return generated && model.containsAttribute("password")
                ? page.show(visit, model, desk.mailboxes(visit).find(login), Typed.NOTHING)
                : answer;
    }

    /// What lets visitors in themselves is changed where the present password is asked for: an open browser
    /// is not enough.
    private void mustBeAnother(Visitor visitor, Account account) {
        if (account.id().equals(visitor.account().id())) {
            throw new Problem(forms.say("people.own"));
        }
    }

    @PostMapping("/admin/mailboxes/{login}/forward")
    String forward(
            Visit visit,
            Visitor visitor,
            @PathVariable String login,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = sent(fields, "copy", "forwardOn");
        return act(visit, visitor, login, typed, response, model, (mailboxes, account) -> {
            List<EmailAddress> targets = Lines.parse(forms, typed.raw("targets"), domain(account));
            String path = "/admin/mailboxes/" + account.login();
            if (targets.isEmpty()) {
                if (mailboxes.forward(login).isEmpty()) {
                    throw new Problem(forms.say("people.forward.empty"));
                }
                mailboxes.removeForward(login);
                return Note.of("people.forward.removed", account.login().value())
                        .with(Note.Undo.of(path + "/forward/restore"));
            }
            Optional<Forward> before = mailboxes.forward(login);
            desk.directory().together(() -> {
                mailboxes.setForward(login, targets, typed.on("copy"));
                return typed.on("forwardOn") ? before : Optional.of(mailboxes.enableForward(login, false));
            });
            Note told = Note.of("people.forward.set", account.login().value());
            return before.map(old -> told.with(Note.Undo.of(
                            path + "/forward",
                            "targets",
                            Lines.show(old.targets()),
                            "copy",
                            Boolean.toString(old.keepCopy()),
                            "forwardOn",
                            Boolean.toString(old.enabled()))))
                    .orElse(told.with(Note.Undo.of(path + "/forward", "targets", "")));
        });
    }

    @PostMapping("/admin/mailboxes/{login}/forward/restore")
    String restoreForward(
            Visit visit, Visitor visitor, @PathVariable String login, HttpServletResponse response, Model model) {
        return act(visit, visitor, login, Typed.NOTHING, response, model, (mailboxes, account) -> {
            mailboxes.restoreForward(login);
            return Note.of("people.forward.restored", account.login().value());
        });
    }

    /// Dates are whole days in the visitor's zone; the last day counts.
    @PostMapping("/admin/mailboxes/{login}/reply")
    String reply(
            Visit visit,
            Visitor visitor,
            @PathVariable String login,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = sent(fields, "replyOn");
        return act(visit, visitor, login, typed, response, model, (mailboxes, account) -> {
            if (typed.isEmpty("text")) {
                if (mailboxes.autoReply(login).isEmpty()) {
                    throw new Problem(forms.say("people.reply.empty"));
                }
                mailboxes.removeAutoReply(login);
                return Note.of("people.reply.removed", account.login().value())
                        .with(Note.Undo.of("/admin/mailboxes/" + account.login() + "/reply/restore"));
            }
            ZoneId zone = page.times().zone();
            var from =
                    date(typed.text("from")).map(day -> day.atStartOfDay(zone).toInstant());
            var until = date(typed.text("until"))
                    .map(day -> day.plusDays(1).atStartOfDay(zone).toInstant());
            desk.directory().together(() -> {
                var set = mailboxes.setAutoReply(
                        login, typed.text("subject"), typed.raw("text"), from, until, Optional.of(interval(typed)));
                return typed.on("replyOn") ? set : mailboxes.enableAutoReply(login, false);
            });
            return Note.of("people.reply.set", account.login().value());
        });
    }

    @PostMapping("/admin/mailboxes/{login}/reply/restore")
    String restoreReply(
            Visit visit, Visitor visitor, @PathVariable String login, HttpServletResponse response, Model model) {
        return act(visit, visitor, login, Typed.NOTHING, response, model, (mailboxes, account) -> {
            mailboxes.restoreAutoReply(login);
            return Note.of("people.reply.restored", account.login().value());
        });
    }

    private Duration interval(Typed typed) {
        try {
            return Duration.ofMinutes(Math.clamp(Long.parseLong(typed.text("interval")), 1, 365 * 1440));
        } catch (NumberFormatException e) {
            throw new Problem(forms.say("people.number.wrong", typed.text("interval")));
        }
    }

    private Optional<LocalDate> date(String typed) {
        try {
            return typed.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(typed));
        } catch (DateTimeException e) {
            throw new Problem(forms.say("people.date.wrong", typed));
        }
    }

    @PostMapping("/admin/mailboxes/{login}/welcome")
    String welcome(
            Visit visit,
            Visitor visitor,
            @PathVariable String login,
            @RequestParam(defaultValue = "") String to,
            HttpServletResponse response,
            Model model) {
        return act(visit, visitor, login, Typed.of("to", to), response, model, (mailboxes, account) -> {
            Optional<EmailAddress> address =
                    Lines.parse(forms, to.strip(), Optional.empty()).stream().findFirst();
            mailboxes.welcome(login, address);
            return Note.of(
                    "people.welcome.sent",
                    address.map(EmailAddress::toString).orElse(account.login().value()));
        });
    }

    /// For whoever is locked out.
    @PostMapping("/admin/mailboxes/{login}/factor/end")
    String endFactors(
            Visit visit, Visitor visitor, @PathVariable String login, HttpServletResponse response, Model model) {
        return act(visit, visitor, login, Typed.NOTHING, response, model, (mailboxes, account) -> {
            mustBeAnother(visitor, account);
            mailboxes.endFactors(login);
            return Note.of("people.factor.ended", account.login().value());
        });
    }

    @PostMapping("/admin/mailboxes/{login}/sessions/end")
    String endSessions(
            Visit visit, Visitor visitor, @PathVariable String login, HttpServletResponse response, Model model) {
        return act(visit, visitor, login, Typed.NOTHING, response, model, (mailboxes, account) -> {
            mailboxes.endSessions(login, Optional.empty());
            return Note.of("people.sessions.ended", account.login().value());
        });
    }

    private static Optional<DomainName> domain(Account account) {
        return account.primary()
                .or(() -> account.addresses().stream().findFirst())
                .map(EmailAddress::domain);
    }

    /// Boxes that were not ticked are not sent, which is an answer, too.
    private static Typed sent(Map<String, String> fields, String... boxes) {
        Typed typed = new Typed(fields);
        for (String box : boxes) {
            typed = typed.with(box, Boolean.toString(typed.on(box)));
        }
        return typed;
    }
}
