package org.tassis.admin.migration;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.admin.frame.Form;
import org.tassis.admin.frame.Note;
import org.tassis.admin.frame.Notes;
import org.tassis.admin.frame.Typed;
import org.tassis.core.MailboxName;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;
import org.tassis.migration.job.Job;
import org.tassis.migration.job.MigrationDesk;
import org.tassis.migration.job.Migrations;
import org.tassis.migration.job.Uploads;
import org.tassis.web.UploadLimits;
import org.tassis.web.Visitor;

/// `/admin/mailboxes/LOGIN/mail`: mail from a file that an administrator sends comes into a mailbox of the
/// customer. Nobody but its owner and operators takes mail out.
@Controller
final class SentController {
    private static final int SHOWN = 20;

    private final Desk desk;
    private final ObjectProvider<Migrations> migrations;
    private final ObjectProvider<Uploads> uploads;
    private final UploadLimits limits;
    private final Form forms;
    private final Notes notes;

    SentController(
            Desk desk,
            ObjectProvider<Migrations> migrations,
            ObjectProvider<Uploads> uploads,
            UploadLimits limits,
            Form forms,
            Notes notes) {
        this.desk = desk;
        this.migrations = migrations;
        this.uploads = uploads;
        this.limits = limits;
        this.forms = forms;
        this.notes = notes;
    }

    private MigrationDesk jobs(Visit visit) {
        Migrations known = migrations.getIfAvailable();
        if (known == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return new MigrationDesk(desk, visit, known);
    }

    @GetMapping("/admin/mailboxes/{login}/mail")
    String show(Visit visit, @PathVariable String login, Model model) {
        return page(visit, model, desk.mailboxes(visit).find(login), Typed.NOTHING);
    }

    /// The list alone, for looking on.
    @GetMapping("/admin/mailboxes/{login}/mail/sent")
    String rows(Visit visit, @PathVariable String login, Model model) {
        sent(visit, model, desk.mailboxes(visit).find(login));
        return "admin/migration/sent :: sent";
    }

    private void sent(Visit visit, Model model, AccountRecord mailbox) {
        List<Job> sent = jobs(visit).sent(mailbox, SHOWN);
        model.addAttribute("account", mailbox.account());
        model.addAttribute("jobs", sent);
        model.addAttribute("running", sent.stream().anyMatch(job -> !job.state().isEnd()));
    }

    private String page(Visit visit, Model model, AccountRecord mailbox, Typed typed) {
        sent(visit, model, mailbox);
        model.addAttribute("most", limits.large());
        model.addAttribute("typed", typed);
        return "admin/migration/sent";
    }

    /// @param under the folder below which everything goes; empty: where the file says
    @PostMapping("/admin/mailboxes/{login}/mail")
    String bring(
            Visit visit,
            Visitor visitor,
            @PathVariable String login,
            @RequestParam Optional<MultipartFile> file,
            @RequestParam(defaultValue = "") String under,
            HttpServletResponse response,
            Model model)
            throws IOException {
        AccountRecord mailbox = desk.mailboxes(visit).find(login);
        MigrationDesk jobs = jobs(visit);
        Typed typed = Typed.of("under", under);
        Optional<MultipartFile> given = file.filter(one -> !one.isEmpty());
        String below = under.strip();
        Optional<MailboxName> folder = below.isEmpty() ? Optional.empty() : MailboxName.parse(below);
        String problem = "";
        if (given.isEmpty()) {
            problem = "migration.sent.none";
        } else if (!below.isEmpty() && folder.isEmpty()) {
            problem = "migration.under.wrong";
        } else {
            Optional<Job> job = jobs.bring(
                    mailbox,
                    Uploads.name(Optional.ofNullable(given.get().getOriginalFilename())),
                    folder,
                    uploads.getObject(),
                    given.get()::transferTo);
            if (job.isPresent()) {
                notes.tell(
                        visitor,
                        Note.of(
                                "migration.given",
                                Long.toString(job.get().id()),
                                mailbox.account().login().value()));
                return back(mailbox);
            }
            problem = "migration.sent.busy";
        }
        forms.again(response, model, typed, forms.say(problem));
        return page(visit, model, mailbox, typed);
    }

    private static String back(AccountRecord mailbox) {
        return "redirect:/admin/mailboxes/" + mailbox.account().login() + "/mail";
    }

    @PostMapping("/admin/mailboxes/{login}/mail/{id:[0-9]{1,18}}/cancel")
    String cancel(Visit visit, Visitor visitor, @PathVariable String login, @PathVariable long id) {
        AccountRecord mailbox = desk.mailboxes(visit).find(login);
        if (jobs(visit).cancelSent(mailbox, id)) {
            notes.tell(visitor, Note.of("migration.cancelled", Long.toString(id)));
        }
        return back(mailbox);
    }

    @PostMapping("/admin/mailboxes/{login}/mail/{id:[0-9]{1,18}}/resume")
    String resume(Visit visit, Visitor visitor, @PathVariable String login, @PathVariable long id) {
        AccountRecord mailbox = desk.mailboxes(visit).find(login);
        if (jobs(visit).resumeSent(mailbox, id).isPresent()) {
            notes.tell(visitor, Note.of("migration.resumed", Long.toString(id)));
        }
        return back(mailbox);
    }
}
