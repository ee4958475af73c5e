package org.tassis.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Directory;
import org.tassis.directory.access.SecondFactors;

/// `/login/code`: the code beside the password, for accounts that ask for one.
@Controller
final class SecondStepController {
    static final String PATH = "/login/code";

    private static final String COOKIE = "__Host-second";
    private static final int MAX_CODE = 20;

    private final Directory directory;
    private final SecondSteps steps;
    private final Optional<SecondFactors> factors;
    private final Entrance entrance;

    SecondStepController(Directory directory, SecondSteps steps, Optional<SecondFactors> factors, Entrance entrance) {
        this.directory = directory;
        this.steps = steps;
        this.factors = factors;
        this.entrance = entrance;
    }

    /// Where who showed the right password goes next.
    ///
    /// @return empty: in
    Optional<String> next(Account account, String to, boolean keep, HttpServletResponse response) {
        if (factors.filter(all -> all.isOn(account.id())).isEmpty()) {
            return Optional.empty();
        }
        set(response, steps.begin(account.id(), to, keep), SecondSteps.PATIENCE);
        return Optional.of("redirect:" + PATH);
    }

    @GetMapping(PATH)
    String form(HttpServletRequest request, Model model) {
        if (token(request).flatMap(steps::find).isEmpty()) {
            return "redirect:/login";
        }
        model.addAttribute("problem", "");
        return "web/code";
    }

    @PostMapping(PATH)
    String check(
            @RequestParam(defaultValue = "") String code,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        String token = token(request).orElse("");
        Optional<SecondSteps.Begun> begun = steps.find(token);
        Optional<Account> account = begun.flatMap(one -> directory.visitor(one.account()))
                .map(AccountRecord::account)
                .filter(Account::enabled);
        if (begun.isEmpty() || account.isEmpty() || factors.isEmpty()) {
            return "redirect:/login";
        }
        if (!steps.mayTry(account.get().id())) {
            return again(response, model, 429, "code.problem.often");
        }
        if (code.length() > MAX_CODE || !factors.get().check(account.get().id(), code)) {
            return again(response, model, 401, "code.problem.wrong");
        }
        steps.right(account.get().id());
        steps.end(token);
        set(response, "", Duration.ZERO);
        return entrance.open(account.get(), begun.get().to(), begun.get().keep(), request, response);
    }

    private static String again(HttpServletResponse response, Model model, int status, String problem) {
        response.setStatus(status);
        model.addAttribute("problem", problem);
        return "web/code";
    }

    private static Optional<String> token(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                String value = cookie.getValue();
                if (cookie.getName().equals(COOKIE) && value != null && value.length() <= 100) {
                    return Optional.of(value);
                }
            }
        }
        return Optional.empty();
    }

    private static void set(HttpServletResponse response, String token, Duration age) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(COOKIE, token)
                        .httpOnly(true)
                        .secure(true)
                        .path("/")
                        .sameSite("Strict")
                        .maxAge(age)
                        .build()
                        .toString());
    }
}
