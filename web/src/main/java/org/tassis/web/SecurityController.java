package org.tassis.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Authenticator;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.access.Totp;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.OwnDesk;

/// `/security`: what lets the visitor in, whoever it is: password, code beside it, browsers, latest logins.
/// What makes somebody else's way in asks for the present password, so that an open browser is not enough.
@Controller
final class SecurityController {
    private static final int MAX = 1_000;
    private static final int LOGINS = 15;
    private static final int MAX_SECRET = 64;

    private final Desk desk;
    private final Authenticator authenticator;
    private final Sessions sessions;
    private final Optional<SecondFactors> factors;
    private final MessageSource messages;

    SecurityController(
            Desk desk,
            Authenticator authenticator,
            Sessions sessions,
            Optional<SecondFactors> factors,
            MessageSource messages) {
        this.desk = desk;
        this.authenticator = authenticator;
        this.sessions = sessions;
        this.factors = factors;
        this.messages = messages;
    }

    @GetMapping("/security")
    String show(Visitor visitor, @RequestParam(defaultValue = "") String done, Model model) {
        if (done.matches("password|on|off|ended")) {
            model.addAttribute("done", "security.done." + done);
        }
        OwnDesk own = own(visitor);
        model.addAttribute("hasFactor", own.hasSecondFactor());
        model.addAttribute("mayFactor", factors.isPresent());
        model.addAttribute("sessions", sessions.of(visitor.account().id()));
        model.addAttribute("logins", own.logins(LOGINS));
        return "web/security";
    }

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
        } else if (!isRight(visitor.account(), present, request)) {
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
        return problem.map(text -> failed(visitor, response, model, text)).orElse("redirect:/security?done=password");
    }

    private String failed(Visitor visitor, HttpServletResponse response, Model model, String problem) {
        response.setStatus(422);
        model.addAttribute("problem", problem);
        return show(visitor, "", model);
    }

    private boolean isRight(Account account, String present, HttpServletRequest request) {
        if (present.isEmpty() || present.length() > MAX) {
            return false;
        }
        try (Secret secret = new Secret(present)) {
            return authenticator.authenticate(
                            account.login().value(),
                            secret,
                            InetAddress.ofLiteral(request.getRemoteAddr()),
                            Authenticator.ADMINISTRATION)
                    instanceof Authenticator.Outcome.Granted;
        }
    }

    // ---- the code beside the password ----

    @GetMapping("/security/factor")
    String factor(Visitor visitor, HttpServletRequest request, Model model) {
        if (factors.isEmpty() || own(visitor).hasSecondFactor()) {
            return "redirect:/security";
        }
        try (Secret secret = Totp.newSecret()) {
            return factor(visitor, request, model, secret);
        }
    }

    private static String factor(Visitor visitor, HttpServletRequest request, Model model, Secret secret) {
        try (Secret link = Totp.link(
                secret,
                "Tassis " + request.getServerName(),
                visitor.account().login().value())) {
            model.addAttribute("qr", QrCode.of(link.reveal()));
            model.addAttribute("secret", secret.reveal());
        }
        return "web/factor";
    }

    @PostMapping("/security/factor")
    String begin(
            Visitor visitor,
            @RequestParam(defaultValue = "") String secret,
            @RequestParam(defaultValue = "") String code,
            @RequestParam(defaultValue = "") String present,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale language,
            Model model) {
        if (secret.length() > MAX_SECRET || !secret.matches("[A-Z2-7]{16,64}") || factors.isEmpty()) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        try (Secret typed = new Secret(secret)) {
            String problem;
            if (!isRight(visitor.account(), present, request)) {
                problem = "security.problem.present";
            } else if (code.length() > MAX || !own(visitor).beginSecondFactor(factors.get(), typed, code)) {
                problem = "code.problem.wrong";
            } else {
                return "redirect:/security?done=on";
            }
            response.setStatus(422);
            model.addAttribute("problem", say(problem, language));
            return factor(visitor, request, model, typed);
        }
    }

    @PostMapping("/security/factor/end")
    String end(
            Visitor visitor,
            @RequestParam(defaultValue = "") String present,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale language,
            Model model) {
        if (!isRight(visitor.account(), present, request)) {
            return failed(visitor, response, model, say("security.problem.present", language));
        }
        own(visitor).endSecondFactor();
        return "redirect:/security?done=off";
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
