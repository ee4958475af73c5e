package org.tassis.admin.migration;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.admin.frame.Form;
import org.tassis.admin.frame.Note;
import org.tassis.admin.frame.Notes;
import org.tassis.admin.frame.Typed;
import org.tassis.core.MailboxName;
import org.tassis.core.Secret;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;
import org.tassis.migration.imap.ImapServer;
import org.tassis.migration.job.Job;
import org.tassis.migration.job.MigrationDesk;
import org.tassis.migration.job.Migrations;
import org.tassis.migration.job.PullOrder;
import org.tassis.web.Visitor;

/// `/admin/migration`: jobs that bring mail in, and a form that gives one. Operators only. The password for
/// the other server is in no answer and no log.
@Controller
final class MigrationController {
    private static final int SHOWN = 200;

    private final Desk desk;
    private final ObjectProvider<Migrations> migrations;
    private final Form forms;
    private final Notes notes;

    MigrationController(Desk desk, ObjectProvider<Migrations> migrations, Form forms, Notes notes) {
        this.desk = desk;
        this.migrations = migrations;
        this.forms = forms;
        this.notes = notes;
    }

    /// A job as it is shown.
    ///
    /// @param percent of the messages that are expected, 0 to 100; -1 when that is not known
    /// @param runs    whether it waits or runs
    /// @param again   whether it can go on, or look once more
    /// @param asks    whether it needs the password
    public record Row(Job job, int percent, boolean runs, boolean again, boolean asks) {
        static Row of(Job job) {
            boolean runs = !job.state().isEnd();
            return new Row(
                    job,
                    job.percent(),
                    runs,
                    !runs && job.kind() != Job.Kind.EXPORT,
                    job.state() == Job.State.PASSWORD || job.kind() == Job.Kind.IMAP && job.state() != Job.State.FULL);
        }
    }

    private MigrationDesk jobs(Visit visit) {
        Migrations known = migrations.getIfAvailable();
        if (known == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return new MigrationDesk(desk, visit, known);
    }

    @GetMapping("/admin/migration")
    String list(Visit visit, @RequestParam(defaultValue = "") String mailbox, Model model) {
        return page(visit, model, Typed.of("mailbox", mailbox, "tls", "implicit", "connections", "2"));
    }

    /// The list alone, for looking on.
    @GetMapping("/admin/migration/jobs")
    String rows(Visit visit, Model model) {
        model.addAttribute("jobs", rows(visit));
        return "admin/migration/list :: jobs";
    }

    private List<Row> rows(Visit visit) {
        return jobs(visit).jobs(SHOWN).stream().map(Row::of).toList();
    }

    private String page(Visit visit, Model model, Typed typed) {
        model.addAttribute("jobs", rows(visit));
        model.addAttribute("typed", typed);
        return "admin/migration/list";
    }

    @GetMapping("/admin/migration/{id:[0-9]{1,18}}")
    String show(Visit visit, @PathVariable long id, Model model) {
        Job job = jobs(visit).job(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        model.addAttribute("row", Row.of(job));
        return "admin/migration/job";
    }

    @PostMapping("/admin/migration/imap")
    String pull(
            Visit visit,
            Visitor visitor,
            @RequestParam Map<String, String> fields,
            HttpServletResponse response,
            Model model) {
        Typed typed = new Typed(fields).without("password");
        String given = fields.getOrDefault("password", "");
        try {
            if (given.isEmpty()) {
                throw new IllegalArgumentException(forms.say("migration.password.missing"));
            }
            try (Secret password = new Secret(given)) {
                Job job = jobs(visit)
                        .give(
                                Job.Kind.IMAP,
                                typed.text("mailbox"),
                                spec(typed),
                                "mailbox import imap",
                                Optional.of(password),
                                typed.on("keep"));
                notes.tell(visitor, Note.of("migration.given", Long.toString(job.id()), job.login()));
                return "redirect:/admin/migration";
            }
        } catch (DirectoryException e) {
            response.setStatus(422);
            model.addAttribute("problem", forms.text(e));
        } catch (IllegalArgumentException e) {
            forms.again(response, model, typed, String.valueOf(e.getMessage()));
        }
        return page(visit, model, typed);
    }

    /// @throws IllegalArgumentException with a sentence
    private SortedMap<String, String> spec(Typed typed) {
        ImapServer.Security security =
                ImapServer.Security.valueOf(typed.text("tls").equals("starttls") ? "STARTTLS" : "IMPLICIT");
        String port = typed.text("port");
        ImapServer server;
        try {
            server = new ImapServer(
                    typed.text("host"),
                    port.isEmpty() ? security.usualPort() : Integer.parseInt(port),
                    security,
                    typed.isEmpty("pin") ? Optional.empty() : Optional.of(typed.text("pin")),
                    OptionalLong.empty());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(forms.say("migration.server.wrong"), e);
        }
        Optional<MailboxName> under = typed.isEmpty("under")
                ? Optional.empty()
                : Optional.of(MailboxName.parse(typed.text("under"))
                        .orElseThrow(() -> new IllegalArgumentException(forms.say("migration.under.wrong"))));
        return new PullOrder(server, typed.isEmpty("user") ? typed.text("mailbox") : typed.text("user"), under).spec();
    }

    @PostMapping("/admin/migration/{id:[0-9]{1,18}}/cancel")
    String cancel(Visit visit, Visitor visitor, @PathVariable long id) {
        if (jobs(visit).cancel(id)) {
            notes.tell(visitor, Note.of("migration.cancelled", Long.toString(id)));
        }
        return "redirect:/admin/migration";
    }

    @PostMapping("/admin/migration/{id:[0-9]{1,18}}/resume")
    String resume(
            Visit visit, Visitor visitor, @PathVariable long id, @RequestParam(defaultValue = "") String password) {
        try (Secret given = new Secret(password)) {
            if (jobs(visit)
                    .resume(id, given.isEmpty() ? Optional.empty() : Optional.of(given))
                    .isPresent()) {
                notes.tell(visitor, Note.of("migration.resumed", Long.toString(id)));
            }
        }
        return "redirect:/admin/migration";
    }
}
