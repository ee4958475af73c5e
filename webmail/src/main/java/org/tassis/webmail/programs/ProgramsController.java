package org.tassis.webmail.programs;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.tassis.directory.Account;
import org.tassis.directory.Directory;
import org.tassis.directory.access.LoginRecord;
import org.tassis.web.Languages;
import org.tassis.web.QrCode;
import org.tassis.web.Visitor;
import org.tassis.webmail.ClientSettings;

/// `/programs/LINK`: helps the owner of a mailbox to set up programs, in the owner's language, and shows
/// when one has logged in. Who has the link sees login and addresses, never a password. From the settings
/// one makes such a link.
@Controller
final class ProgramsController {
    private static final Set<String> PROGRAMS = Set.of("imap", "pop3", "smtp");
    private static final int SHOWN = 10;

    private final ClientSettings settings;
    private final Directory directory;
    private final Supplier<ProgramParts> parts;

    ProgramsController(ClientSettings settings, Directory directory, Supplier<ProgramParts> parts) {
        this.settings = settings;
        this.directory = directory;
        this.parts = parts;
    }

    /// To the page, for another device too.
    @PostMapping("/webmail/settings/programs")
    String make(Visitor visitor) {
        return "redirect:/programs/"
                + parts.get().links().make(visitor.account().id());
    }

    @GetMapping("/programs/{link}")
    String page(@PathVariable String link, HttpServletRequest request, HttpServletResponse response, Model model) {
        Optional<Account> account = account(link);
        if (account.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_GONE);
            return "webmail/programs/over";
        }
        fill(link, account.get(), request, response, model);
        model.addAttribute("settings", settings);
        model.addAttribute("qr", QrCode.of(address(link, request)));
        return "webmail/programs/page";
    }

    @GetMapping("/programs/{link}/seen")
    String seen(@PathVariable String link, HttpServletRequest request, HttpServletResponse response, Model model) {
        Optional<Account> account = account(link);
        if (account.isEmpty()) {
            response.setStatus(286); // htmx stops asking
            return "webmail/programs/over :: nothing";
        }
        fill(link, account.get(), request, response, model);
        return "webmail/programs/page :: seen";
    }

    @GetMapping("/programs/{link}/tassis.mobileconfig")
    ResponseEntity<byte[]> profile(@PathVariable String link) {
        return account(link)
                .flatMap(account -> AppleProfile.of(account, settings))
                .map(profile -> ResponseEntity.ok()
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .header(
                                HttpHeaders.CONTENT_DISPOSITION,
                                ContentDisposition.attachment()
                                        .filename("mail.mobileconfig")
                                        .build()
                                        .toString())
                        .contentType(new MediaType("application", "x-apple-aspen-config"))
                        .body(parts.get().signer().apply(profile)))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    private void fill(
            String link, Account account, HttpServletRequest request, HttpServletResponse response, Model model) {
        Languages.use(request, account.language());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer"); // the link is a secret
        List<LoginRecord> logins = parts.get().logins().apply(account.id()).stream()
                .filter(login -> PROGRAMS.contains(login.protocol()))
                .limit(SHOWN)
                .toList();
        model.addAttribute("link", link);
        model.addAttribute("account", account);
        model.addAttribute("logins", logins);
        model.addAttribute("apple", AppleProfile.of(account, settings).isPresent());
    }

    private Optional<Account> account(String link) {
        return parts.get().links().account(link).flatMap(directory::account).filter(Account::enabled);
    }

    /// As the browser reached it: the name and port are those that work.
    private static String address(String link, HttpServletRequest request) {
        int port = request.getServerPort();
        return "https://" + request.getServerName() + (port == 443 ? "" : ":" + port) + "/programs/" + link;
    }
}
