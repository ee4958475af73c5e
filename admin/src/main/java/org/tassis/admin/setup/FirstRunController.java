package org.tassis.admin.setup;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.admin.frame.Failures;
import org.tassis.core.DomainName;
import org.tassis.core.Secret;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.setup.FirstRun;

/// `/first-run/LINK`: sets up a server that nobody runs yet. Whoever has the link may, once.
@Controller
final class FirstRunController {
    private static final Logger LOG = LoggerFactory.getLogger(FirstRunController.class);
    private static final int MAX_PASSWORD = 1_000;

    private final Supplier<FirstRun> promised;
    private final Supplier<NewName> names;
    private final Failures failures;

    FirstRunController(Supplier<FirstRun> first, Supplier<NewName> name, Failures failures) {
        this.promised = first;
        this.names = name;
        this.failures = failures;
    }

    @GetMapping("/first-run/{link}")
    String ask(@PathVariable String link, HttpServletResponse response, Model model) {
        String host = names.get().present();
        return promised.get().leads(link)
                ? form(model, link, SetUpForm.empty(host.contains(".") ? host : ""), Optional.empty())
                : over(response);
    }

    @PostMapping("/first-run/{link}")
    String complete(
            @PathVariable String link,
            @RequestParam(defaultValue = "") String host,
            @RequestParam(defaultValue = "") String operator,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String again,
            @RequestParam(defaultValue = "") String domain,
            @RequestParam(defaultValue = "") String customer,
            @RequestParam(defaultValue = "false") boolean certificates,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale language,
            Model model) {
        FirstRun first = promised.get();
        NewName name = names.get();
        if (!first.leads(link)) {
            return over(response);
        }
        SetUpForm typed = SetUpForm.read(
                name.isFixed() ? name.present() : host,
                operator,
                domain,
                customer,
                certificates,
                password.substring(0, Math.min(password.length(), MAX_PASSWORD)),
                again.substring(0, Math.min(again.length(), MAX_PASSWORD)));
        if (!typed.faults().isEmpty()) {
            response.setStatus(422);
            return form(model, link, typed, Optional.empty());
        }
        try (Secret secret = new Secret(password)) {
            var made = first.complete(link, typed.answers(secret, language), request.getRemoteAddr());
            LOG.info(
                    "the server was set up from {}: operator {}, domain {}",
                    request.getRemoteAddr(),
                    typed.operator(),
                    made.domain().name());
            DomainName given = DomainName.parse(typed.host()).orElseThrow();
            model.addAttribute("operator", typed.operator());
            model.addAttribute("domain", made.domain().name());
            model.addAttribute("administrator", made.administrator().login());
            made.password().ifPresent(one -> model.addAttribute("password", one.reveal()));
            model.addAttribute("anew", !given.ascii().equals(name.present()));
            model.addAttribute("next", "/admin/domains/" + made.domain().name().ascii() + "/dns");
            response.setHeader("Cache-Control", "no-store");
            name.take(given);
            return "admin/setup/done";
        } catch (FirstRun.Over _) {
            return over(response);
        } catch (DirectoryException e) {
            response.setStatus(e.failure() instanceof DirectoryFailure.Unavailable ? 503 : 422);
            return form(model, link, typed, Optional.of(failures.text(e, language)));
        }
    }

    private String form(Model model, String link, SetUpForm form, Optional<String> problem) {
        model.addAttribute("link", link);
        model.addAttribute("form", form);
        model.addAttribute("fixed", names.get().isFixed());
        problem.ifPresent(text -> model.addAttribute("problem", text));
        return "admin/setup/first";
    }

    private static String over(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_GONE);
        return "admin/setup/over";
    }
}
