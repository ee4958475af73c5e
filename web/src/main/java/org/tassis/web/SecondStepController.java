package org.tassis.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.core.AccountId;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Authenticator;
import org.tassis.directory.Directory;
import org.tassis.directory.Factors;
import org.tassis.directory.Passkey;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;

/// `/login/code`: what is asked for beside the password, of accounts that have set it up: a code of a
/// program, a passkey, or a recovery code.
@Controller
final class SecondStepController {
    static final String PATH = "/login/code";

    private static final BrowserToken TOKEN = new BrowserToken("__Host-second");

    /// A recovery code with spaces around its hyphens.
    private static final int MAX_CODE = 40;

    private final Desk desk;
    private final Directory directory;
    private final Authenticator authenticator;
    private final SecondSteps steps;
    private final Optional<SecondFactors> codes;
    private final Passkeys passkeys;
    private final Ceremonies ceremonies;
    private final SiteNames names;
    private final Entrance entrance;

    SecondStepController(
            Desk desk,
            Authenticator authenticator,
            SecondSteps steps,
            Optional<SecondFactors> codes,
            Passkeys passkeys,
            Ceremonies ceremonies,
            SiteNames names,
            Entrance entrance) {
        this.desk = desk;
        this.directory = desk.directory();
        this.authenticator = authenticator;
        this.steps = steps;
        this.codes = codes;
        this.passkeys = passkeys;
        this.ceremonies = ceremonies;
        this.names = names;
        this.entrance = entrance;
    }

    /// Who has shown the password, in which browser.
    private record Known(String token, SecondSteps.Begun begun, AccountRecord record) {
        AccountId id() {
            return record.account().id();
        }
    }

    private Optional<Known> known(HttpServletRequest request) {
        return TOKEN.of(request).flatMap(token -> steps.find(token).flatMap(begun -> directory
                .visitor(begun.account())
                .filter(record -> record.account().enabled())
                .map(record -> new Known(token, begun, record))));
    }

    /// Where who showed the right password goes next.
    ///
    /// @return empty: in
    Optional<String> next(Account account, String to, boolean keep, HttpServletResponse response) {
        if (!directory.factors().of(account.id()).any()) { // not from memory: another node may have set it up just now
            return Optional.empty();
        }
        TOKEN.set(response, steps.begin(account.id(), to, keep), SecondSteps.PATIENCE);
        return Optional.of("redirect:" + PATH);
    }

    @GetMapping(PATH)
    String form(HttpServletRequest request, Model model) {
        return known(request).map(known -> page(known, request, model, "")).orElse("redirect:/login");
    }

    private String page(Known known, HttpServletRequest request, Model model, String problem) {
        Factors.Present present = directory.factors().of(known.id());
        List<Passkey> here = here(present, request);
        model.addAttribute("problem", problem);
        model.addAttribute("hasCodes", present.codes());
        model.addAttribute("withPasskeys", !here.isEmpty());
        model.addAttribute(
                "elsewhere",
                here.isEmpty()
                        ? present.passkeys().stream()
                                .map(Passkey::site)
                                .distinct()
                                .toList()
                        : List.of());
        return "web/code";
    }

    private List<Passkey> here(Factors.Present present, HttpServletRequest request) {
        return Site.of(request, names)
                .map(site -> present.passkeys().stream()
                        .filter(passkey -> passkey.site().equals(site.host()))
                        .toList())
                .orElse(List.of());
    }

    @PostMapping(PATH)
    String check(
            @RequestParam(defaultValue = "") String code,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Optional<Known> known = known(request);
        if (known.isEmpty()) {
            return "redirect:/login";
        }
        if (!steps.mayTry(known.get().id())) {
            return again(known.get(), request, response, model, 429, "code.problem.often");
        }
        if (code.length() > MAX_CODE || !isRight(known.get(), code, request)) {
            return wrong(known.get(), request, response, model, "code.problem.wrong");
        }
        return in(known.get(), request, response);
    }

    private boolean isRight(Known known, String code, HttpServletRequest request) {
        return codes.filter(all -> all.check(known.id(), code)).isPresent()
                || desk.own(new Visit(desk.actor(known.record()), "page", request.getRemoteAddr()))
                        .useRecoveryCode(code);
    }

    /// What the script of the page is to ask the browser.
    @PostMapping("/login/code/passkey/options")
    ResponseEntity<Map<String, Object>> options(HttpServletRequest request) {
        Optional<Known> known = known(request);
        Optional<Site> site = Site.of(request, names);
        if (known.isEmpty() || site.isEmpty()) {
            return ResponseEntity.unprocessableContent().body(Map.of());
        }
        List<Passkey> here = here(directory.factors().of(known.get().id()), request);
        return ResponseEntity.ok(passkeys.toShow(
                ceremonies.begin(
                        Ceremonies.Kind.BESIDE,
                        known.get().token(),
                        site.get(),
                        Optional.of(known.get().id()),
                        request.getRemoteAddr()),
                here,
                false));
    }

    @PostMapping("/login/code/passkey")
    String passkey(
            @RequestParam(defaultValue = "") String id,
            @RequestParam(defaultValue = "") String client,
            @RequestParam(defaultValue = "") String data,
            @RequestParam(defaultValue = "") String signature,
            @RequestParam(defaultValue = "") String user,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Optional<Known> known = known(request);
        if (known.isEmpty()) {
            return "redirect:/login";
        }
        if (!steps.mayTry(known.get().id())) {
            return again(known.get(), request, response, model, 429, "code.problem.often");
        }
        Optional<Site> site = Site.of(request, names);
        return ceremonies
                .take(Ceremonies.Kind.BESIDE, known.get().token())
                .filter(begun -> site.filter(begun.site()::equals).isPresent())
                .flatMap(begun -> passkeys.shown(begun, new Passkeys.Answer(id, client, data, signature, user)))
                .map(_ -> in(known.get(), request, response))
                .orElseGet(() -> wrong(known.get(), request, response, model, "passkey.problem.refused"));
    }

    private String in(Known known, HttpServletRequest request, HttpServletResponse response) {
        steps.right(known.id());
        steps.end(known.token());
        TOKEN.forget(response);
        return entrance.open(
                known.record().account(), known.begun().to(), known.begun().keep(), request, response);
    }

    private String wrong(
            Known known, HttpServletRequest request, HttpServletResponse response, Model model, String problem) {
        authenticator.turnedAway(
                known.record().account(),
                InetAddress.ofLiteral(request.getRemoteAddr()),
                PasskeyLoginController.protocolOf(known.record(), desk));
        return again(known, request, response, model, 401, problem);
    }

    private String again(
            Known known,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model,
            int status,
            String problem) {
        response.setStatus(status);
        return page(known, request, model, problem);
    }
}
