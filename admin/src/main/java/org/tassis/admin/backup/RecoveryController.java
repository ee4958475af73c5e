package org.tassis.admin.backup;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.admin.frame.Form;
import org.tassis.core.MailboxName;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.desk.Visit;

/// `/admin/backup/ID`: what a backup has, from mailboxes down to messages, and how it comes back.
@Controller
final class RecoveryController {
    private static final String AT = "/admin/backup/" + BackupController.ID;
    private static final int BOXES = 50;
    private static final int MESSAGES = 50;
    private static final int UNPROCESSABLE = 422;

    private final BackupPages pages;
    private final Form forms;

    RecoveryController(BackupPages pages, Form forms) {
        this.pages = pages;
        this.forms = forms;
    }

    /// A mailbox of a backup.
    ///
    /// @param state `here`, `removed` or `gone`: how it is now
    public record Row(Copies.Box box, String state) {
        static Row of(CopyDesk desk, Copies.Box box) {
            return new Row(
                    box,
                    desk.now(box)
                            .map(record -> record.exists() ? "here" : "removed")
                            .orElse("gone"));
        }
    }

    /// @param text empty: all folders
    private static Optional<MailboxName> folder(String text) {
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        MailboxName.parse(text).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
    }

    private static void about(String id, CopyDesk desk, Model model) {
        model.addAttribute("id", id);
        model.addAttribute("taken", BackupPages.taken(id).orElse(null));
        model.addAttribute("operator", desk.isOperator());
    }

    @GetMapping(AT)
    String mailboxes(
            Visit visit,
            @PathVariable String id,
            @RequestParam(defaultValue = "") String q,
            HttpServletResponse response,
            Model model) {
        return BackupPages.orFault(response, model, () -> {
            CopyDesk desk = pages.desk(visit);
            List<Copies.Box> found = desk.mailboxes(id, q, BOXES + 1);
            about(id, desk, model);
            model.addAttribute(
                    "rows",
                    found.stream().limit(BOXES).map(box -> Row.of(desk, box)).toList());
            model.addAttribute("more", found.size() > BOXES);
            model.addAttribute("words", q);
            return "admin/backup/mailboxes";
        });
    }

    @GetMapping(AT + "/mailbox")
    String mailbox(
            Visit visit,
            @PathVariable String id,
            @RequestParam String login,
            HttpServletResponse response,
            Model model) {
        return BackupPages.orFault(response, model, () -> {
            CopyDesk desk = pages.desk(visit);
            Copies.Box box = desk.mailbox(id, login);
            about(id, desk, model);
            model.addAttribute("row", Row.of(desk, box));
            model.addAttribute("folders", desk.folders(id, box));
            return "admin/backup/mailbox";
        });
    }

    @GetMapping(AT + "/messages")
    String messages(
            Visit visit,
            @PathVariable String id,
            @RequestParam String login,
            @RequestParam(defaultValue = "") String folder,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "0") int from,
            HttpServletResponse response,
            Model model) {
        return BackupPages.orFault(response, model, () -> {
            CopyDesk desk = pages.desk(visit);
            Copies.Box box = desk.mailbox(id, login);
            about(id, desk, model);
            model.addAttribute("row", Row.of(desk, box));
            model.addAttribute("folder", folder);
            model.addAttribute("words", q);
            model.addAttribute("from", from);
            model.addAttribute("found", desk.messages(id, box, folder(folder), q, Math.max(0, from), MESSAGES));
            return "admin/backup/messages";
        });
    }

    @GetMapping(AT + "/preview")
    String preview(
            Visit visit,
            @PathVariable String id,
            @RequestParam String login,
            @RequestParam(defaultValue = "") String folder,
            @RequestParam(required = false) List<Long> uid,
            @RequestParam(defaultValue = "") String into,
            HttpServletResponse response,
            Model model) {
        return BackupPages.orFault(response, model, () -> {
            CopyDesk desk = pages.desk(visit);
            Copies.Box box = desk.mailbox(id, login);
            about(id, desk, model);
            Row row = Row.of(desk, box);
            List<Long> uids = Optional.ofNullable(uid).orElse(List.of());
            model.addAttribute("row", row);
            model.addAttribute("folder", folder);
            model.addAttribute("uids", uids);
            model.addAttribute("into", into);
            if (into.isBlank() && !row.state().equals("here")) {
                return "admin/backup/preview"; // which asks into which mailbox
            }
            try {
                Copies.Choice choice = desk.choice(id, login, folder(folder), uids, into);
                model.addAttribute("preview", desk.preview(choice));
            } catch (DirectoryException e) {
                if (!(e.failure() instanceof DirectoryFailure.NoSuchMailbox) || into.isBlank()) {
                    throw e;
                }
                response.setStatus(UNPROCESSABLE);
                model.addAttribute("problem", forms.text(e));
            }
            return "admin/backup/preview";
        });
    }

    @PostMapping(AT + "/restore")
    String restore(
            Visit visit,
            @PathVariable String id,
            @RequestParam String login,
            @RequestParam(defaultValue = "") String folder,
            @RequestParam(required = false) List<Long> uid,
            @RequestParam(defaultValue = "") String into,
            HttpServletResponse response,
            Model model) {
        return BackupPages.orFault(response, model, () -> {
            CopyDesk desk = pages.desk(visit);
            Job job = desk.restore(desk.choice(
                    id, login, folder(folder), Optional.ofNullable(uid).orElse(List.of()), into));
            return begun(job);
        });
    }

    /// Says what everything would be: that takes a while, so it is a job.
    @PostMapping(AT + "/compare")
    String compare(Visit visit, @PathVariable String id, HttpServletResponse response, Model model) {
        return BackupPages.orFault(response, model, () -> {
            CopyDesk desk = pages.desk(visit);
            return begun(desk.compare(desk.everything(id)));
        });
    }

    @PostMapping(AT + "/everything")
    String everything(Visit visit, @PathVariable String id, HttpServletResponse response, Model model) {
        return BackupPages.orFault(response, model, () -> {
            CopyDesk desk = pages.desk(visit);
            return begun(desk.restore(desk.everything(id)));
        });
    }

    private static String begun(Job job) {
        return "redirect:/admin/backup/jobs/" + job.id();
    }
}
