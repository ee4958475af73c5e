package org.tassis.webmail;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/// `GET /`: the way to one's mail, and how to set up a mail program for this server. Tells nothing that connecting
/// would not.
@Controller
final class WelcomeController {
    private final ClientSettings settings;

    WelcomeController(ClientSettings settings) {
        this.settings = settings;
    }

    @GetMapping("/")
    String welcome(Model model) {
        model.addAttribute("settings", settings);
        return "webmail/welcome";
    }
}
