package org.tassis.admin.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.core.MailboxName;
import org.tassis.core.Secret;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.Desk;
import org.tassis.migration.imap.ImapServer;
import org.tassis.migration.job.Job;
import org.tassis.migration.job.MigrationDesk;
import org.tassis.migration.job.Migrations;
import org.tassis.migration.job.PullOrder;

/// `/api/v1/migrations`: jobs that bring mail in. Operators only. The password for the other server is in no
/// answer.
@RestController
@RequestMapping("/api/v1/migrations")
final class MigrationController {
    private final Desk desk;
    private final ObjectProvider<Migrations> migrations;

    MigrationController(Desk desk, ObjectProvider<Migrations> migrations) {
        this.desk = desk;
        this.migrations = migrations;
    }

    @About("Work that brings mail into a mailbox, or writes it into files.")
    record Migration(
            long id,
            @About("imap, files, virtualmin or export.") String kind,

            @About("Login of the mailbox, as it was when the job was given.")
            String mailbox,

            @About("waiting, running, done, full (the mailbox has no room), failed, cancelled, or password: it goes on"
                    + " when somebody gives the password again.")
            String state,

            @About("Why it is in this state; null where there is nothing to say.")
            Optional<String> reason,

            @About("What the file is called that was sent; null when none was.")
            Optional<String> file,

            @About("The other server; null when it is about files.")
            Optional<String> host,

            @About("The name there; likewise.") Optional<String> user,
            @About("Who gave it.") String actor,
            @About("The folder at hand.") Optional<String> at,

            @About("Messages that there are to look at; 0 when that is not known.")
            long expected,

            @About("Messages that were brought in.") long brought,
            @About("Octets of these.") long octets,
            @About("Messages that were there already.") long known,

            @About("Messages whose flags were changed as they are there.")
            long changed,

            @About("Messages that could not be brought in.") long refused,

            @About("Why, of the first of these.") List<String> remarks,
            Instant created,

            @About("When the state was last written.") Instant written) {}

    @About("Jobs, the newest first.")
    record MigrationList(List<Migration> items) {}

    @About("A mailbox of another server, to be brought in by IMAP. Given twice, nothing is brought in twice.")
    record NewMigration(
            @About("Where to: a login, or one of its addresses.")
            String mailbox,

            @About("The other server.") String host,

            @About("Without it 993, with starttls 143.") Optional<Integer> port,

            @About("implicit or starttls; without it implicit.")
            Optional<String> tls,

            @About("SHA-256 of the one certificate that is trusted, 64 hexadecimal digits.")
            Optional<String> pin,

            @About("The name there; without it that of `mailbox`.")
            Optional<String> user,

            @About("The password there.") String password,

            @About("The folder here below which everything is put.")
            Optional<String> under,

            @About("Whether to keep the password, encrypted, until the job is done: it goes on after a restart.")
            Optional<Boolean> keepPassword) {}

    @About("For a job that is to go on.")
    record MigrationPassword(
            @About("The password there; without it the one that was kept.")
            Optional<String> password) {}

    private MigrationDesk jobs(Caller caller) {
        return new MigrationDesk(desk, caller.visit(), migrations.getObject());
    }

    static Migration write(Job job) {
        return new Migration(
                job.id(),
                JsonValues.word(job.kind()),
                job.login(),
                JsonValues.word(job.state()),
                some(job.message()),
                job.said("name"),
                job.said("host"),
                job.said("user"),
                job.actor(),
                some(job.figures().at()),
                job.figures().expected(),
                job.figures().messages(),
                job.figures().bytes(),
                job.figures().known(),
                job.figures().changed(),
                job.figures().refused(),
                job.figures().remarks(),
                job.created(),
                job.changed());
    }

    private static Optional<String> some(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private Job job(Caller caller, long id) {
        return jobs(caller).job(id).orElseThrow(() -> Refusal.notFound("There is no job of that number."));
    }

    @GetMapping
    @Route(area = Area.MAILBOXES, value = "Jobs that bring mail in, the newest first; operators only.")
    MigrationList list(Caller caller, @RequestParam(defaultValue = "100") int limit) {
        Page.Wanted wanted = Page.Wanted.of(Optional.empty(), limit);
        return new MigrationList(jobs(caller).jobs(wanted.limit()).stream()
                .map(MigrationController::write)
                .toList());
    }

    @PostMapping
    @Route(
            area = Area.MAILBOXES,
            value = "Begins to bring in the mail of a mailbox of another server, by IMAP; operators only.",
            status = 201)
    ResponseEntity<Migration> pull(Caller caller, @RequestBody NewMigration wanted) {
        PullOrder order = order(wanted);
        if (wanted.password().isEmpty()) {
            throw Refusal.invalid("password", "Without the password of the other server nothing is brought in.");
        }
        try (Secret password = new Secret(wanted.password())) {
            Job job = jobs(caller)
                    .give(
                            Job.Kind.IMAP,
                            wanted.mailbox(),
                            order.spec(),
                            "mailbox import imap",
                            Optional.of(password),
                            wanted.keepPassword().orElse(false));
            return Answers.made("migrations", job.id(), write(job));
        }
    }

    private static PullOrder order(NewMigration wanted) {
        ImapServer.Security security =
                switch (wanted.tls().orElse("implicit")) {
                    case "implicit" -> ImapServer.Security.IMPLICIT;
                    case "starttls" -> ImapServer.Security.STARTTLS;
                    default -> throw Refusal.invalid("tls", "This is implicit or starttls.");
                };
        ImapServer server;
        try {
            server = new ImapServer(
                    wanted.host().strip(),
                    wanted.port().orElse(security.usualPort()),
                    security,
                    wanted.pin(),
                    OptionalLong.empty());
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(
                    "host",
                    "This needs a host, a port of 1 to 65535, and for a pin the SHA-256 of a certificate in 64"
                            + " hexadecimal digits.");
        }
        Optional<MailboxName> under = wanted.under().map(text -> MailboxName.parse(text)
                .orElseThrow(() -> Refusal.invalid("under", "This cannot be the name of a folder.")));
        return new PullOrder(
                server, wanted.user().filter(text -> !text.isEmpty()).orElse(wanted.mailbox()), under);
    }

    @GetMapping("/{id}")
    @Route(area = Area.MAILBOXES, value = "One job, with what it came to so far.")
    Migration show(Caller caller, @PathVariable long id) {
        return write(job(caller, id));
    }

    @PostMapping("/{id}/stop")
    @Route(area = Area.MAILBOXES, value = "Stops a job; what it brought in stays. One that has ended stays as it is.")
    Migration stop(Caller caller, @PathVariable long id) {
        if (!job(caller, id).state().isEnd() || job(caller, id).state() == Job.State.PASSWORD) {
            jobs(caller).cancel(id);
        }
        return write(job(caller, id));
    }

    @PostMapping("/{id}/resume")
    @Route(
            area = Area.MAILBOXES,
            value = "Lets a job that ended go on, or look once more for what came since. One that runs goes on.")
    Migration resume(Caller caller, @PathVariable long id, @RequestBody MigrationPassword wanted) {
        Job known = job(caller, id);
        if (known.kind() == Job.Kind.EXPORT) {
            throw Refusal.of(ProblemKind.INVALID_VALUE, "What writes mail into files does not go on; give it anew.");
        }
        try (Secret password = new Secret(wanted.password().orElse(""))) {
            if (known.state().isEnd()) {
                jobs(caller).resume(id, password.isEmpty() ? Optional.empty() : Optional.of(password));
            }
        }
        return write(job(caller, id));
    }
}
