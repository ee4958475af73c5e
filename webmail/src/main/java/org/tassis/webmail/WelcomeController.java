package org.tassis.webmail;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/// `GET /`: how to set up a mail program for this server. Tells nothing that connecting would not.
@Controller
final class WelcomeController {
    private final ClientSettings settings;

    WelcomeController(ClientSettings settings) {
        this.settings = settings;
    }

    @GetMapping("/")
    String welcome(Model model, HttpServletResponse response) {
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none';"
                        + " frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        model.addAttribute("settings", settings);
        return "welcome";
    }
}
