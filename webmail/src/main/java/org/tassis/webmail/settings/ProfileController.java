package org.tassis.webmail.settings;

import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.MailboxChange;
import org.tassis.directory.desk.Desk;
import org.tassis.web.Languages;
import org.tassis.web.Visitor;

/// `/webmail/settings`: name, language, the address mail is sent from, what POP3 deletes.
@Controller
final class ProfileController {
    private final Desk desk;
    private final Failures failures;

    ProfileController(Desk desk, Failures failures) {
        this.desk = desk;
        this.failures = failures;
    }

    @GetMapping("/webmail/settings")
    String show(Visitor visitor, @RequestParam Optional<String> saved, Model model) {
        Account account = visitor.account();
        model.addAttribute("saved", saved.isPresent());
        return page(
                model,
                account,
                account.realName(),
                account.primary().map(EmailAddress::toString).orElse(""),
                account.popDelete() == Account.PopDelete.EXPUNGE);
    }

    @PostMapping("/webmail/settings")
    String change(
            Visitor visitor,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String primary,
            @RequestParam(defaultValue = "") String language,
            @RequestParam(defaultValue = "false") boolean expunge,
            Locale locale,
            HttpServletResponse response,
            Model model) {
        Account account = visitor.account();
        List<MailboxChange> changes = new ArrayList<>();
        changes.add(new MailboxChange.RealName(name.strip()));
        changes.add(new MailboxChange.PopDelete(expunge ? Account.PopDelete.EXPUNGE : Account.PopDelete.HIDE));
        Languages.of(language).ifPresent(chosen -> changes.add(new MailboxChange.Language(chosen)));
        // of one's own addresses alone: others are given by administrators
        EmailAddress.parse(primary)
                .filter(account.addresses()::contains)
                .filter(address -> !account.primary().equals(Optional.of(address)))
                .ifPresent(address -> changes.add(new MailboxChange.Primary(address)));
        try {
            desk.mailboxes(visitor.visit(desk)).change(account.login().value(), changes);
        } catch (DirectoryException e) {
            response.setStatus(422);
            model.addAttribute("problem", failures.text(e, locale));
            return page(model, account, name, primary, expunge);
        }
        return "redirect:/webmail/settings?saved";
    }

    private static String page(Model model, Account account, String name, String primary, boolean expunge) {
        model.addAttribute("name", name);
        model.addAttribute("primary", primary);
        model.addAttribute("expunge", expunge);
        model.addAttribute("addresses", account.addresses());
        return "webmail/settings/profile";
    }
}
