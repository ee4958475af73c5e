package org.tassis.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.MessageSource;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Authenticator;
import org.tassis.directory.desk.Actor;
import org.tassis.directory.desk.Desk;

/// `/login/passkey`: logging in with a passkey alone, whose authenticator has verified its owner.
@Controller
final class PasskeyLoginController {
    static final String PATH = "/login/passkey";

    private static final BrowserToken TOKEN = new BrowserToken("__Host-passkey");

    private final Authenticator authenticator;
    private final Desk desk;
    private final Passkeys passkeys;
    private final Ceremonies ceremonies;
    private final SiteNames names;
    private final Entrance entrance;
    private final MessageSource messages;
    private final SecureRandom random = new SecureRandom();

    PasskeyLoginController(
            Authenticator authenticator,
            Desk desk,
            Passkeys passkeys,
            Ceremonies ceremonies,
            SiteNames names,
            Entrance entrance,
            MessageSource messages) {
        this.authenticator = authenticator;
        this.desk = desk;
        this.passkeys = passkeys;
        this.ceremonies = ceremonies;
        this.names = names;
        this.entrance = entrance;
        this.messages = messages;
    }

    /// What the script of the page is to ask the browser.
    @PostMapping("/login/passkey/options")
    ResponseEntity<Map<String, Object>> options(
            HttpServletRequest request, HttpServletResponse response, Locale language) {
        Optional<Site> site = Site.of(request, names);
        if (site.isEmpty()) {
            return ResponseEntity.unprocessableContent()
                    .body(Map.of("problem", messages.getMessage("passkey.problem.here", new Object[0], language)));
        }
        byte[] octets = new byte[32];
        random.nextBytes(octets);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
        TOKEN.set(response, token, Ceremonies.PATIENCE);
        return ResponseEntity.ok(passkeys.toShow(
                ceremonies.begin(Ceremonies.Kind.ALONE, token, site.get(), Optional.empty(), request.getRemoteAddr()),
                List.of(),
                true));
    }

    @PostMapping(PATH)
    String login(
            @RequestParam(defaultValue = "") String id,
            @RequestParam(defaultValue = "") String client,
            @RequestParam(defaultValue = "") String data,
            @RequestParam(defaultValue = "") String signature,
            @RequestParam(defaultValue = "") String user,
            @RequestParam(defaultValue = "") String to,
            @RequestParam(defaultValue = "false") boolean keep,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Optional<Site> site = Site.of(request, names);
        Optional<AccountRecord> owner = TOKEN.of(request)
                .flatMap(token -> ceremonies.take(Ceremonies.Kind.ALONE, token))
                .filter(begun -> site.filter(begun.site()::equals).isPresent())
                .flatMap(begun -> passkeys.shown(begun, new Passkeys.Answer(id, client, data, signature, user)))
                .flatMap(passkey -> desk.directory().visitor(passkey.account()));
        TOKEN.forget(response);
        if (owner.isEmpty()) {
            return failed(response, 401, model, to, site.isPresent(), "passkey.problem.refused");
        }
        Account account = owner.get().account();
        if (!account.enabled()) {
            return failed(response, 403, model, to, site.isPresent(), "login.problem.disabled");
        }
        authenticator.letIn(account, InetAddress.ofLiteral(request.getRemoteAddr()), protocolOf(owner.get(), desk));
        return entrance.open(account, to, keep, request, response);
    }

    private static String failed(
            HttpServletResponse response, int status, Model model, String to, boolean passkeys, String problem) {
        response.setStatus(status);
        return LoginController.page(model, "", to, passkeys, problem);
    }

    /// Who administers logs in to administration.
    static String protocolOf(AccountRecord record, Desk desk) {
        return desk.actor(record) instanceof Actor.MailboxUser ? Authenticator.PAGES : Authenticator.ADMINISTRATION;
    }
}
