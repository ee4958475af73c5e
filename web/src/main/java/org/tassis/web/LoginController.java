package org.tassis.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Authenticator;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.desk.Actor;
import org.tassis.directory.desk.Desk;

/// `/login`, `/logout`, `/language`. What was typed stays after an error, but for the password.
@Controller
final class LoginController {
    private static final Logger LOG = LoggerFactory.getLogger(LoginController.class);
    private static final int MAX_LOGIN = 320;
    private static final int MAX_PASSWORD = 1_000;

    private final Authenticator authenticator;
    private final Desk desk;
    private final Sessions sessions;
    private final Entrance entrance;
    private final SecondStepController second;
    private final Home home;
    private final SiteNames names;

    LoginController(
            Authenticator authenticator, Desk desk, Entrance entrance, SecondStepController second, SiteNames names) {
        this.names = names;
        this.authenticator = authenticator;
        this.desk = desk;
        this.sessions = entrance.sessions();
        this.entrance = entrance;
        this.second = second;
        this.home = entrance.home();
    }

    @GetMapping("/login")
    String form(@RequestParam(defaultValue = "") String to, HttpServletRequest request, Model model) {
        Optional<Visitor> visitor = VisitorContexts.current();
        if (visitor.isPresent()) {
            return "redirect:" + LocalPath.of(to).orElse(home.of(visitor.get().account()));
        }
        return page(model, "", to, hasPasskeys(request), "");
    }

    @PostMapping("/login")
    String login(
            @RequestParam(defaultValue = "") String login,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String to,
            @RequestParam(defaultValue = "false") boolean keep,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        String name = login.strip();
        if (name.isEmpty() || password.isEmpty()) {
            return failed(request, response, 422, model, name, to, "login.problem.empty");
        }
        if (name.length() > MAX_LOGIN || password.length() > MAX_PASSWORD) {
            return failed(request, response, 401, model, "", to, "login.problem.refused");
        }
        Authenticator.Outcome outcome;
        try (Secret secret = new Secret(password)) {
            outcome = authenticator.authenticate(
                    name, secret, InetAddress.ofLiteral(request.getRemoteAddr()), protocolOf(name));
        } catch (DirectoryException e) {
            LOG.warn("a login cannot be looked up: {}", e.toString());
            outcome = new Authenticator.Outcome.Unavailable();
        }
        return switch (outcome) {
            case Authenticator.Outcome.Granted(Account account) ->
                second.next(account, to, keep, response)
                        .orElseGet(() -> entrance.open(account, to, keep, request, response));
            case Authenticator.Outcome.Refused _, Authenticator.Outcome.AppPasswordNeeded _ ->
                failed(request, response, 401, model, name, to, "login.problem.refused");
            case Authenticator.Outcome.Disabled _ ->
                failed(request, response, 403, model, name, to, "login.problem.disabled");
            case Authenticator.Outcome.Unavailable _ ->
                failed(request, response, 503, model, name, to, "login.problem.unavailable");
        };
    }

    /// Who administers logs in to administration, with whatever page to begin: one session opens both, so a
    /// program's password does not do.
    private String protocolOf(String name) {
        return desk.directory()
                .identifyAdministrator(name)
                .map(desk::actor)
                .filter(actor -> !(actor instanceof Actor.MailboxUser))
                .map(_ -> Authenticator.ADMINISTRATION)
                .orElse("webmail");
    }

    @PostMapping("/logout")
    String logout(HttpServletRequest request, HttpServletResponse response) {
        VisitorContexts.current()
                .ifPresent(visitor ->
                        sessions.end(visitor.account().id(), visitor.session().id()));
        SessionCookie.forget(response);
        // what this browser kept of pages is not for who uses it next
        response.setHeader("Clear-Site-Data", "\"cache\", \"storage\"");
        return "redirect:/login";
    }

    /// Remembers a language for visitors who have not logged in. Changes nothing else: a link may lead here.
    @GetMapping("/language")
    String language(
            @RequestParam(defaultValue = "") String set,
            @RequestParam(defaultValue = "") String to,
            HttpServletResponse response) {
        Languages.of(set).ifPresent(language -> Languages.remember(response, language));
        return "redirect:" + LocalPath.of(to).orElse("/login");
    }

    private boolean hasPasskeys(HttpServletRequest request) {
        return Site.of(request, names).isPresent();
    }

    private String failed(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            Model model,
            String login,
            String to,
            String problem) {
        response.setStatus(status);
        return page(model, login, to, hasPasskeys(request), problem);
    }

    /// @param passkeys whether they can be used here
    static String page(Model model, String login, String to, boolean passkeys, String problem) {
        model.addAttribute("withPasskeys", passkeys);
        model.addAttribute("login", login);
        model.addAttribute("to", LocalPath.of(to).orElse(""));
        model.addAttribute("problem", problem);
        return "web/login";
    }
}
