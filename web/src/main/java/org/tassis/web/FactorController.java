package org.tassis.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.Secret;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.Passkey;
import org.tassis.directory.RecoveryCodes;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.access.Totp;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.OwnDesk;

/// `/security/factor`, `/security/passkeys`, `/security/recovery`: what is asked for beside the password.
/// To add or to end it, the present password is asked for, so that an open browser is not enough.
@Controller
final class FactorController {
    private static final int MAX_CODE = 1_000;
    private static final int MAX_SECRET = 64;

    private final Desk desk;
    private final PresentPassword password;
    private final Optional<SecondFactors> codes;
    private final Passkeys passkeys;
    private final Ceremonies ceremonies;
    private final SiteNames names;
    private final MessageSource messages;
    private final InstantSource clock;

    FactorController(
            Desk desk,
            PresentPassword password,
            Optional<SecondFactors> codes,
            Passkeys passkeys,
            Ceremonies ceremonies,
            SiteNames names,
            MessageSource messages,
            InstantSource clock) {
        this.desk = desk;
        this.password = password;
        this.codes = codes;
        this.passkeys = passkeys;
        this.ceremonies = ceremonies;
        this.names = names;
        this.messages = messages;
        this.clock = clock;
    }

    private OwnDesk own(Visitor visitor) {
        return desk.own(visitor.visit(desk));
    }

    // ---- codes that change ----

    @GetMapping("/security/factor")
    String factor(Visitor visitor, HttpServletRequest request, Model model) {
        if (codes.isEmpty() || own(visitor).factors().codes()) {
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
        if (secret.length() > MAX_SECRET || !secret.matches("[A-Z2-7]{16,64}") || codes.isEmpty()) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        try (Secret typed = new Secret(secret)) {
            String problem = "security.problem.present";
            if (password.isRight(visitor.account(), present, request)) {
                Optional<OwnDesk.Added> added = code.length() > MAX_CODE
                        ? Optional.empty()
                        : own(visitor).beginCodes(codes.get(), typed, code);
                if (added.isPresent()) {
                    return added(added.get(), model, "on");
                }
                problem = "code.problem.wrong";
            }
            response.setStatus(422);
            model.addAttribute("problem", say(problem, language));
            return factor(visitor, request, model, typed);
        }
    }

    /// Recovery codes are in this one answer, and nowhere else ever.
    private static String added(OwnDesk.Added added, Model model, String done) {
        return added.recovery().map(recovery -> shown(recovery, model)).orElse("redirect:/security?done=" + done);
    }

    private static String shown(RecoveryCodes recovery, Model model) {
        model.addAttribute("codes", recovery.reveal());
        return "web/recovery";
    }

    @PostMapping("/security/factor/end")
    String end(
            Visitor visitor,
            @RequestParam(defaultValue = "") String present,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale language,
            Model model) {
        return withPassword(visitor, present, request, response, language, model, "end", () -> {
            own(visitor).endCodes();
            return "redirect:/security?done=off";
        });
    }

    /// @param page what is shown again when the password is wrong: {@link #ending}
    private String withPassword(
            Visitor visitor,
            String present,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale language,
            Model model,
            String page,
            Supplier<String> act) {
        if (password.isRight(visitor.account(), present, request)) {
            return act.get();
        }
        response.setStatus(422);
        model.addAttribute("problem", say("security.problem.present", language));
        return ending(visitor, page, model);
    }

    /// A page of its own for what asks for the present password.
    ///
    /// @param what `end` of codes, `recovery`: new recovery codes
    @GetMapping("/security/confirm/{what}")
    String ending(Visitor visitor, @PathVariable String what, Model model) {
        if (!what.matches("end|recovery") || !own(visitor).factors().any()) {
            return "redirect:/security";
        }
        model.addAttribute("ends", what.equals("end"));
        model.addAttribute("left", own(visitor).factors().recovery());
        return "web/confirm";
    }

    // ---- recovery codes ----

    @PostMapping("/security/recovery")
    String recovery(
            Visitor visitor,
            @RequestParam(defaultValue = "") String present,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale language,
            Model model) {
        return withPassword(
                visitor,
                present,
                request,
                response,
                language,
                model,
                "recovery",
                () -> shown(own(visitor).newRecoveryCodes(), model));
    }

    // ---- passkeys ----

    @GetMapping("/security/passkeys/new")
    String passkey(HttpServletRequest request, Model model) {
        model.addAttribute("name", "");
        return passkeyPage(request, model);
    }

    private String passkeyPage(HttpServletRequest request, Model model) {
        model.addAttribute("here", Site.of(request, names).isPresent());
        model.addAttribute("withPasskeys", true);
        return "web/passkey";
    }

    /// What the script of the page is to ask the browser.
    @PostMapping("/security/passkeys/options")
    ResponseEntity<Map<String, Object>> options(
            Visitor visitor,
            @RequestParam(defaultValue = "") String present,
            @RequestParam(defaultValue = "") String name,
            HttpServletRequest request,
            Locale language) {
        Optional<Site> site = Site.of(request, names);
        List<Passkey> known = own(visitor).factors().passkeys();
        Optional<String> problem = Optional.empty();
        if (site.isEmpty()) {
            problem = Optional.of("passkey.problem.here");
        } else if (isNoName(name)) {
            problem = Optional.of("passkey.problem.name");
        } else if (!password.isRight(visitor.account(), present, request)) {
            problem = Optional.of("security.problem.present");
        }
        if (problem.isPresent()) {
            return ResponseEntity.unprocessableContent().body(Map.of("problem", say(problem.get(), language)));
        }
        Ceremonies.Begun begun = ceremonies.begin(
                Ceremonies.Kind.ADD,
                visitor.session().id(),
                site.get(),
                Optional.of(visitor.account().id()),
                visitor.from());
        return ResponseEntity.ok(passkeys.toAdd(begun, visitor.account(), known));
    }

    private static boolean isNoName(String name) {
        return name.isBlank() || name.strip().length() > Passkey.MAX_NAME;
    }

    @PostMapping("/security/passkeys")
    String add(
            Visitor visitor,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String id,
            @RequestParam(defaultValue = "") String client,
            @RequestParam(defaultValue = "") String authenticator,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale language,
            Model model) {
        Optional<OwnDesk.Added> added = ceremonies
                .take(Ceremonies.Kind.ADD, visitor.session().id())
                .filter(begun -> !isNoName(name)
                        && Site.of(request, names).filter(begun.site()::equals).isPresent())
                .flatMap(begun -> passkeys.made(
                        begun, new Passkeys.Answer(id, client, authenticator, "", ""), name.strip(), clock.instant()))
                .flatMap(made -> own(visitor).addPasskey(made));
        if (added.isPresent()) {
            return added(added.get(), model, "passkey");
        }
        response.setStatus(422);
        model.addAttribute("name", name);
        model.addAttribute("problem", say("passkey.problem.add", language));
        return passkeyPage(request, model);
    }

    @GetMapping("/security/passkeys/{id}")
    String one(Visitor visitor, @PathVariable long id, Model model) {
        model.addAttribute(
                "passkey",
                own(visitor).factors().passkeys().stream()
                        .filter(passkey -> passkey.id() == id)
                        .findFirst()
                        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
        return "web/passkey-one";
    }

    @PostMapping("/security/passkeys/{id}")
    String rename(
            Visitor visitor,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String name,
            HttpServletResponse response,
            Locale language,
            Model model) {
        try {
            if (!isNoName(name)) {
                own(visitor).renamePasskey(id, name.strip());
                return "redirect:/security?done=renamed";
            }
        } catch (DirectoryException e) {
            if (!(e.failure() instanceof DirectoryFailure.BadValue)) {
                throw e;
            }
        }
        response.setStatus(422);
        model.addAttribute("problem", say("passkey.problem.name", language));
        return one(visitor, id, model);
    }

    @PostMapping("/security/passkeys/{id}/remove")
    String remove(
            Visitor visitor,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String present,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale language,
            Model model) {
        if (password.isRight(visitor.account(), present, request)) {
            own(visitor).removePasskey(id);
            return "redirect:/security?done=removed";
        }
        response.setStatus(422);
        model.addAttribute("problem", say("security.problem.present", language));
        return one(visitor, id, model);
    }

    private String say(String key, Locale language) {
        return messages.getMessage(key, new Object[0], language);
    }
}
