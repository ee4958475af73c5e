package org.tassis.admin.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.core.MailboxName;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.Desk;
import org.tassis.migration.job.Job;
import org.tassis.migration.job.MigrationDesk;
import org.tassis.migration.job.Migrations;
import org.tassis.migration.job.Uploads;
import org.tassis.web.UploadLimits;

/// `/api/v1/mailboxes/LOGIN/files`: files of mail that are sent, to be brought into a mailbox. Jobs, as
/// those of {@link MigrationController}, for whoever may bring mail into that mailbox.
@RestController
@RequestMapping("/api/v1/mailboxes/{mailbox}/files")
final class MailFileController {
    private final Desk desk;
    private final ObjectProvider<Migrations> migrations;
    private final ObjectProvider<Uploads> uploads;
    private final UploadLimits limits;

    MailFileController(
            Desk desk, ObjectProvider<Migrations> migrations, ObjectProvider<Uploads> uploads, UploadLimits limits) {
        this.desk = desk;
        this.migrations = migrations;
        this.uploads = uploads;
        this.limits = limits;
    }

    private MigrationDesk jobs(Caller caller) {
        return new MigrationDesk(desk, caller.visit(), migrations.getObject());
    }

    private AccountRecord mailbox(Caller caller, String name) {
        return desk.mailboxes(caller.visit()).find(name);
    }

    private Job job(Caller caller, AccountRecord mailbox, long id) {
        return jobs(caller)
                .sentOne(mailbox, id)
                .orElseThrow(() -> Refusal.notFound("There is no job of that number for this mailbox."));
    }

    @GetMapping
    @Route(area = Area.MAILBOXES, value = "Files that were sent for a mailbox, the newest first.")
    MigrationController.MigrationList list(
            Caller caller, @PathVariable String mailbox, @RequestParam(defaultValue = "100") int limit) {
        Page.Wanted wanted = Page.Wanted.of(Optional.empty(), limit);
        return new MigrationController.MigrationList(
                jobs(caller).sent(mailbox(caller, mailbox), wanted.limit()).stream()
                        .map(MigrationController::write)
                        .toList());
    }

    @PostMapping(consumes = "application/octet-stream")
    @Route(
            area = Area.MAILBOXES,
            value =
                    "Brings the mail of a file into a mailbox: mbox, one message, or a zip file of these or of a Maildir."
                            + " What is there already is not brought again.",
            status = 201,
            takes = "application/octet-stream")
    ResponseEntity<MigrationController.Migration> bring(
            Caller caller,
            @PathVariable String mailbox,
            @RequestParam(defaultValue = "mail") @About("What the file is called, such as Old.mbox.") String name,
            @RequestParam @About("The folder here below which everything is put.") Optional<String> under,
            @RequestBody InputStreamResource file,
            HttpServletRequest request)
            throws IOException {
        long length = request.getContentLengthLong();
        AccountRecord record = mailbox(caller, mailbox);
        Optional<MailboxName> folder = under.map(text -> MailboxName.parse(text)
                .orElseThrow(() -> Refusal.invalid("under", "This cannot be the name of a folder.")));
        if (!limits.hasRoom(length < 0 ? limits.large() : length)) {
            throw Refusal.of(ProblemKind.UNAVAILABLE, "There is no room for files on the server now.");
        }
        Job job = jobs(caller)
                .bring(record, Uploads.name(Optional.of(name)), folder, uploads.getObject(), path -> {
                    try (InputStream in = file.getInputStream()) {
                        Files.copy(in, path.toPath());
                    } catch (Bounded.TooLarge e) {
                        throw Refusal.of(ProblemKind.TOO_LARGE, e.sentence());
                    }
                })
                .orElseThrow(() -> Refusal.of(
                        ProblemKind.IN_USE, "A file that was sent before for this mailbox is not done yet."));
        return Answers.made(
                "mailboxes/" + record.account().login() + "/files", job.id(), MigrationController.write(job));
    }

    @GetMapping("/{id}")
    @Route(area = Area.MAILBOXES, value = "One of them, with what it came to so far.")
    MigrationController.Migration show(Caller caller, @PathVariable String mailbox, @PathVariable long id) {
        return MigrationController.write(job(caller, mailbox(caller, mailbox), id));
    }

    @PostMapping("/{id}/stop")
    @Route(area = Area.MAILBOXES, value = "Stops one; what it brought in stays. One that has ended stays as it is.")
    MigrationController.Migration stop(Caller caller, @PathVariable String mailbox, @PathVariable long id) {
        AccountRecord record = mailbox(caller, mailbox);
        if (!job(caller, record, id).state().isEnd()) {
            jobs(caller).cancelSent(record, id);
        }
        return MigrationController.write(job(caller, record, id));
    }

    @PostMapping("/{id}/resume")
    @Route(
            area = Area.MAILBOXES,
            value = "Lets one that failed or was stopped go on, for seven days after it was sent.")
    MigrationController.Migration resume(Caller caller, @PathVariable String mailbox, @PathVariable long id) {
        AccountRecord record = mailbox(caller, mailbox);
        if (job(caller, record, id).state().isEnd()) {
            jobs(caller).resumeSent(record, id);
        }
        return MigrationController.write(job(caller, record, id));
    }
}
