package org.tassis.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.tassis.core.Secret;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.PasswordStrength;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.OwnDesk;

/// `/security`: what lets the visitor in, whoever it is: password, what is asked for beside it, browsers,
/// latest logins. What makes somebody else's way in asks for the present password, so that an open browser
/// is not enough.
@Controller
final class SecurityController {
    private static final int MAX = 1_000;
    private static final int LOGINS = 15;

    private final Desk desk;
    private final PresentPassword presentPassword;
    private final Sessions sessions;
    private final boolean codes;
    private final SiteNames names;
    private final MessageSource messages;

    SecurityController(
            Desk desk,
            PresentPassword presentPassword,
            Sessions sessions,
            boolean codes,
            SiteNames names,
            MessageSource messages) {
        this.desk = desk;
        this.presentPassword = presentPassword;
        this.sessions = sessions;
        this.codes = codes;
        this.names = names;
        this.messages = messages;
    }

    @GetMapping("/security")
    String show(
            Visitor visitor, @RequestParam(defaultValue = "") String done, HttpServletRequest request, Model model) {
        if (done.matches("password|on|off|ended|passkey|renamed|removed")) {
            model.addAttribute("done", "security.done." + done);
        }
        OwnDesk own = own(visitor);
        model.addAttribute("factors", own.factors());
        model.addAttribute("mayCodes", codes);
        model.addAttribute("mayPasskeys", Site.of(request, names).isPresent());
        model.addAttribute("sessions", sessions.of(visitor.account().id()));
        model.addAttribute(
                "logins",
                own.logins(LOGINS).stream()
                        .map(one -> new LoginLine(one.last(), Protocols.shown(one.protocol()), one.from(), one.times()))
                        .toList());
        return "web/security";
    }

    /// Logins of one day.
    record LoginLine(Instant last, String by, String from, long times) {}

    private OwnDesk own(Visitor visitor) {
        return desk.own(visitor.visit(desk));
    }

    @PostMapping("/security/password")
    String password(
            Visitor visitor,
            @RequestParam(defaultValue = "") String present,
            @RequestParam(defaultValue = "") String wanted,
            @RequestParam(defaultValue = "") String again,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale language,
            Model model) {
        Optional<String> problem = Optional.empty();
        if (!wanted.equals(again) || wanted.length() > MAX) {
            problem = Optional.of(say("security.problem.differ", language));
        } else if (!presentPassword.isRight(visitor.account(), present, request)) {
            problem = Optional.of(say("security.problem.present", language));
        } else {
            try (Secret secret = new Secret(wanted)) {
                own(visitor).setPassword(secret, Optional.of(visitor.session().id()));
            } catch (DirectoryException e) {
                if (!(e.failure() instanceof DirectoryFailure.WeakPassword weak)) {
                    throw e;
                }
                problem = Optional.of(Passwords.why(messages, weak, language));
            }
        }
        return problem.map(text -> failed(visitor, request, response, model, text))
                .orElse("redirect:/security?done=password");
    }

    private String failed(
            Visitor visitor, HttpServletRequest request, HttpServletResponse response, Model model, String problem) {
        response.setStatus(422);
        model.addAttribute("problem", problem);
        return show(visitor, "", request, model);
    }

    /// How good a new password would be that somebody is typing. It is kept nowhere.
    ///
    /// @return `score`, 0 to 4, and `text`, what there is to say of it
    @PostMapping(path = "/security/password/strength", produces = "application/json")
    @ResponseBody
    Map<String, Object> strength(
            Visitor visitor,
            @RequestParam(defaultValue = "") String wanted,
            HttpServletResponse response,
            Locale language) {
        response.setHeader("Cache-Control", "no-store");
        String typed = wanted.length() > MAX ? wanted.substring(0, MAX) : wanted;
        try (Secret secret = new Secret(typed)) {
            PasswordStrength strength = desk.directory().credentials().strength(secret, visitor.account());
            String text = strength.weak()
                    .map(weak -> Passwords.why(messages, weak, language))
                    .orElseGet(() -> say("security.strength." + strength.score(), language));
            return Map.of("score", strength.score(), "text", text);
        }
    }

    // ---- browsers ----

    @PostMapping("/security/sessions/end")
    String endSession(Visitor visitor, @RequestParam(defaultValue = "") String id) {
        sessions.end(visitor.account().id(), id);
        return "redirect:/security?done=ended";
    }

    @PostMapping("/security/sessions/end-others")
    String endOthers(Visitor visitor) {
        sessions.endAll(visitor.account().id(), Optional.of(visitor.session().id()));
        return "redirect:/security?done=ended";
    }

    private String say(String key, Locale language) {
        return messages.getMessage(key, new Object[0], language);
    }
}
