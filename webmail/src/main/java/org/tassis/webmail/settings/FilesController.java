package org.tassis.webmail.settings;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.AccountId;
import org.tassis.directory.desk.Action;
import org.tassis.directory.desk.Desk;
import org.tassis.migration.file.MailExport;
import org.tassis.migration.file.Shelf;
import org.tassis.migration.intake.Progress;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.web.Visitor;

/// `/webmail/settings/files`: one's own mail as files, to keep or to take elsewhere. Written as it is read:
/// a mailbox of any size costs no memory. One at a time for each mailbox. The way in is {@link
/// BringController}.
@Controller
final class FilesController {
    private final Desk desk;
    private final MailStore store;
    private final FilesPage page;
    private final Set<AccountId> busy = ConcurrentHashMap.newKeySet();

    FilesController(Desk desk, MailStore store, FilesPage page) {
        this.page = page;
        this.desk = desk;
        this.store = store;
    }

    @GetMapping("/webmail/settings/files")
    String show(Visitor visitor, Model model) {
        return page.show(visitor, model);
    }

    /// @param folder id of one; empty: all
    /// @param form   `mbox` or `maildir`
    @GetMapping("/webmail/settings/files/mail.zip")
    void download(
            Visitor visitor,
            @RequestParam(defaultValue = "") String folder,
            @RequestParam(defaultValue = "mbox") String form,
            HttpServletResponse response)
            throws IOException {
        AccountId account = visitor.account().id();
        List<Mailbox> wanted = store.mailboxes(account).stream()
                .filter(mailbox ->
                        folder.isEmpty() || Long.toString(mailbox.id().value()).equals(folder))
                .toList();
        Optional<MailExport.Form> chosen = form(form);
        if (wanted.isEmpty() || chosen.isEmpty()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        if (!busy.add(account)) {
            throw new ResponseStatusException(HttpStatus.TOO_MANY_REQUESTS);
        }
        try {
            note(visitor, wanted, form);
            String name = visitor.account().login().value() + ".zip";
            response.setContentType("application/zip");
            response.setHeader(
                    "Content-Disposition",
                    ContentDisposition.attachment()
                            .filename(name, StandardCharsets.UTF_8)
                            .build()
                            .toString());
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Cache-Control", "no-store");
            try (OutputStream out = response.getOutputStream();
                    Shelf shelf = Shelf.zip(out)) {
                new MailExport(store, new Progress()).write(wanted, chosen.get(), shelf);
            }
        } finally {
            busy.remove(account);
        }
    }

    private static Optional<MailExport.Form> form(String name) {
        return switch (name) {
            case "mbox" -> Optional.of(MailExport.Form.MBOX);
            case "maildir" -> Optional.of(MailExport.Form.MAILDIR);
            default -> Optional.empty();
        };
    }

    private void note(Visitor visitor, List<Mailbox> wanted, String form) {
        TreeMap<String, String> facts = new TreeMap<>();
        facts.put("form", form);
        if (wanted.size() == 1) {
            facts.put("folder", wanted.getFirst().name().value());
        }
        desk.server(visitor.visit(desk))
                .act(
                        new Action.OnMailbox(
                                Action.MailboxAct.TAKE_MAIL,
                                visitor.record().customer(),
                                visitor.account().id()),
                        "mailbox export",
                        visitor.account().login().value(),
                        facts,
                        () -> true);
    }
}
