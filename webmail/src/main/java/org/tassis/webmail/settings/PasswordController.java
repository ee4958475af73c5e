package org.tassis.webmail.settings;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Authenticator;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.desk.Desk;
import org.tassis.web.Visitor;

/// `/webmail/settings/password`. The present password is asked for, so that an open browser is not enough;
/// all other browsers are logged out.
@Controller
final class PasswordController {
    private static final int MAX = 1_000;

    private final Desk desk;
    private final Authenticator authenticator;
    private final Failures failures;

    PasswordController(Desk desk, Authenticator authenticator, Failures failures) {
        this.desk = desk;
        this.authenticator = authenticator;
        this.failures = failures;
    }

    @GetMapping("/webmail/settings/password")
    String show(@RequestParam Optional<String> saved, Model model) {
        model.addAttribute("saved", saved.isPresent());
        return "webmail/settings/password";
    }

    @PostMapping("/webmail/settings/password")
    String change(
            Visitor visitor,
            @RequestParam(defaultValue = "") String present,
            @RequestParam(defaultValue = "") String wanted,
            @RequestParam(defaultValue = "") String again,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale language,
            Model model) {
        Account account = visitor.account();
        Optional<String> problem = Optional.empty();
        if (!wanted.equals(again)) {
            problem = Optional.of(failures.say("password.differ", language));
        } else if (present.length() > MAX || wanted.length() > MAX || !isRight(account, present, request)) {
            problem = Optional.of(failures.say("password.wrong", language));
        } else {
            try (Secret secret = new Secret(wanted)) {
                desk.mailboxes(visitor.visit(desk))
                        .setPassword(
                                account.login().value(),
                                secret,
                                Optional.of(visitor.session().id()));
            } catch (DirectoryException e) {
                problem = Optional.of(failures.text(e, language));
            }
        }
        if (problem.isPresent()) {
            response.setStatus(422);
            model.addAttribute("problem", problem.get());
            return "webmail/settings/password";
        }
        return "redirect:/webmail/settings/password?saved";
    }

    private boolean isRight(Account account, String present, HttpServletRequest request) {
        try (Secret secret = new Secret(present)) {
            return !present.isEmpty()
                    && authenticator.authenticate(
                                    account.login().value(),
                                    secret,
                                    InetAddress.ofLiteral(request.getRemoteAddr()),
                                    "webmail")
                            instanceof Authenticator.Outcome.Granted;
        }
    }
}
