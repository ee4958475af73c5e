package org.tassis.webmail.settings;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.core.AccountId;
import org.tassis.core.Secret;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.access.CredentialUse;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.MailboxDesk;
import org.tassis.web.Protocols;
import org.tassis.web.Sessions;
import org.tassis.web.Visitor;

/// `/webmail/settings/devices`: passwords for single programs and devices, and the browsers that are logged
/// in.
@Controller
final class DevicesController {
    private static final List<String> PROTOCOLS = List.of("imap", "pop3", "smtp", "managesieve");

    private final Desk desk;
    private final Sessions sessions;
    private final Failures failures;

    DevicesController(Desk desk, Sessions sessions, Failures failures) {
        this.desk = desk;
        this.sessions = sessions;
        this.failures = failures;
    }

    @GetMapping("/webmail/settings/devices")
    String show(Visitor visitor, Model model) {
        return page(visitor, model);
    }

    /// The password is in this one answer, and nowhere else ever.
    @PostMapping("/webmail/settings/devices/add")
    String add(
            Visitor visitor,
            @RequestParam(defaultValue = "") String label,
            @RequestParam(defaultValue = "") List<String> protocols,
            HttpServletResponse response,
            Locale language,
            Model model) {
        Set<String> wanted = new TreeSet<>(protocols);
        wanted.retainAll(PROTOCOLS);
        try (Secret made = desk.mailboxes(visitor.visit(desk))
                .addAppPassword(visitor.account().login().value(), label.strip(), wanted)) {
            model.addAttribute("made", made.reveal());
            model.addAttribute("madeFor", label.strip());
        } catch (DirectoryException e) {
            response.setStatus(422);
            model.addAttribute("problem", failures.text(e, language));
            model.addAttribute("label", label);
        }
        return page(visitor, model);
    }

    @PostMapping("/webmail/settings/devices/remove")
    String remove(Visitor visitor, @RequestParam long id) {
        desk.mailboxes(visitor.visit(desk))
                .removeAppPassword(visitor.account().login().value(), id);
        return "redirect:/webmail/settings/devices";
    }

    @PostMapping("/webmail/settings/devices/end")
    String end(Visitor visitor, @RequestParam(defaultValue = "") String id) {
        sessions.end(visitor.account().id(), id);
        return "redirect:/webmail/settings/devices";
    }

    /// A password as it is listed.
    ///
    /// @param where it is good, by names of protocols; empty: everywhere
    record AppPassword(long id, String label, List<String> where, Instant created, Optional<Use> use) {}

    /// The last use of one.
    record Use(Instant at, String by, String from) {}

    private List<AppPassword> passwords(Visitor visitor) {
        MailboxDesk mailboxes = desk.mailboxes(visitor.visit(desk));
        String login = visitor.account().login().value();
        Map<Long, CredentialUse> uses = mailboxes.uses(login).stream()
                .collect(Collectors.toMap(CredentialUse::credential, Function.identity()));
        return mailboxes.appPasswords(login).stream()
                .map(one -> new AppPassword(
                        one.id(),
                        one.label(),
                        PROTOCOLS.stream()
                                .filter(one.protocols()::contains)
                                .map(Protocols::shown)
                                .toList(),
                        one.created(),
                        Optional.ofNullable(uses.get(one.id()))
                                .map(use -> new Use(use.at(), Protocols.shown(use.protocol()), use.from()))))
                .toList();
    }

    private String page(Visitor visitor, Model model) {
        AccountId account = visitor.account().id();
        model.addAttribute("protocols", PROTOCOLS);
        model.addAttribute("passwords", passwords(visitor));
        model.addAttribute("sessions", sessions.of(account));
        return "webmail/settings/devices";
    }
}
