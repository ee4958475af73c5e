package org.tassis.admin.api;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.admin.backup.Copies;
import org.tassis.admin.backup.CopyDesk;
import org.tassis.admin.backup.Job;
import org.tassis.core.MailboxName;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.Desk;

/// `/api/v1/backups`: backups, work on them, and what they have. Making, checking and trying them is for
/// operators; a domain administrator brings back what the own mailboxes had.
@RestController
@RequestMapping("/api/v1/backups")
final class BackupController {
    private static final int MOST = 200;
    private static final int JOBS = 100;

    private final Desk desk;
    private final ObjectProvider<Copies> copies;

    BackupController(Desk desk, ObjectProvider<Copies> copies) {
        this.desk = desk;
        this.copies = copies;
    }

    @About("One backup. For domain administrators only `id` and `taken`.")
    record SavedBackup(
            String id,
            @About("What it has is of this moment.") Instant taken,
            Optional<Long> messages,
            @About("Octets of everything in it.") Optional<Long> size,
            @About("Octets that were new when it was made.") Optional<Long> written,

            @About("When all of it was compared or put back for trial last.")
            Optional<Instant> checked,

            @About("Whether that went well.") Optional<Boolean> whole,
            @About("The day on which it goes.") Optional<String> until,

            @About("What could not be saved, or why it cannot be read.")
            List<String> problems) {}

    @About("All backups, the newest first.")
    record SavedBackups(List<SavedBackup> items, boolean encrypted) {}

    @About("How backups stand.")
    record BackupState(
            @About("Whether backups are made.") boolean on,
            String place,
            @About("When the next one is made by itself.") Optional<Instant> next,
            @About("When the newest good one was made.") Optional<Instant> good,

            @About("When one was put back for trial and all was well.")
            Optional<Instant> drilled,

            @About("What is wrong: never, old, failed, drill_failed, drill_old.")
            List<String> trouble) {}

    @About("Work on backups.")
    record BackupJob(
            long id,

            @About("backup, drill, check, restore or compare.")
            String kind,

            @About("waiting, running, stopping, done, wrong (something is), failed or stopped.")
            String state,

            Optional<String> backup,

            @About("Whose messages come back; null: everybody's.")
            Optional<String> mailbox,

            Optional<String> folder,
            @About("Into which mailbox.") Optional<String> into,
            @About("Who gave it; null: the timetable.") Optional<String> actor,
            Instant created,
            Optional<Instant> ended,
            @About("0 to 100.") Optional<Integer> percent,

            @About("What it came to, such as `back` and `present` (messages), `messages`, `written` (octets);"
                    + " `asked` is 1 when somebody stopped it.")
            SortedMap<String, Long> figures,

            @About("What was wrong, in English.") List<String> remarks) {}

    @About("The newest first.")
    record BackupJobs(List<BackupJob> items) {}

    record SavedMailboxes(List<String> items) {}

    record SavedFolder(
            String name,
            long messages,
            @About("Octets of its messages.") long size) {}

    record SavedFolders(List<SavedFolder> items) {}

    record SavedMessage(
            String folder,
            @About("In that folder, then.") long uid,
            String from,
            String subject,
            Instant arrived,
            @About("Octets.") long size) {}

    @About("The newest first.")
    record SavedMessages(
            List<SavedMessage> items,

            @About("How many messages were looked at for words.")
            int looked,

            int of,
            @About("For `from`; null at the end.") Optional<Integer> next) {}

    @About("What would come back.")
    record RecoveryPreview(
            @About("Messages.") long back,
            @About("Octets of these.") long size,
            @About("Messages that are there already.") long present,
            @About("Whether the mailbox has room for them.") boolean fits) {}

    @About("What is to come back. It is put beside what is there, and never twice.")
    record Recovery(
            @About("Login or address, as it was then; without it all mailboxes that are there now.")
            Optional<String> mailbox,

            @About("One folder of that mailbox.") Optional<String> folder,
            @About("Messages of that folder, at most 1000.") Optional<List<Long>> uids,

            @About("Login or address of another mailbox, which gets it.")
            Optional<String> into) {}

    private CopyDesk copies(Caller caller) {
        return new CopyDesk(desk, caller.visit(), copies.getObject());
    }

    private static Optional<Long> number(OptionalLong value) {
        return value.stream().boxed().findFirst();
    }

    private static Optional<Integer> number(OptionalInt value) {
        return value.stream().boxed().findFirst();
    }

    private static Optional<String> text(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private static Optional<MailboxName> folder(Optional<String> name) {
        return name.map(text -> MailboxName.parse(text)
                .orElseThrow(() -> Refusal.invalid("folder", "This is not a name of a folder.")));
    }

    private static BackupJob write(Job job) {
        return new BackupJob(
                job.id(),
                job.kind().key(),
                job.state().key(),
                text(job.backup()),
                text(job.choice().from()),
                text(job.choice().folder()),
                text(job.choice().into()),
                text(job.actor()),
                job.created(),
                job.ended(),
                job.isRunning() && job.progress().percent() >= 0
                        ? Optional.of(job.progress().percent())
                        : Optional.empty(),
                job.figures(),
                job.remarks());
    }

    private static ResponseEntity<BackupJob> given(Job job) {
        return Answers.made("backups/jobs", job.id(), write(job));
    }

    private static SavedBackup write(Copies.Copy copy, boolean all) {
        List<String> problems = new java.util.ArrayList<>(copy.problems());
        copy.fault().ifPresent(problems::add);
        return all
                ? new SavedBackup(
                        copy.id(),
                        copy.taken(),
                        Optional.of(copy.messages()),
                        Optional.of(copy.octets()),
                        number(copy.written()),
                        copy.checked().map(Copies.Event::at),
                        copy.checked().map(Copies.Event::good),
                        copy.goes().map(LocalDate::toString),
                        problems)
                : new SavedBackup(
                        copy.id(),
                        copy.taken(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of());
    }

    @GetMapping
    @Route(area = Area.BACKUPS, value = "The backups that are there.")
    SavedBackups list(Caller caller) {
        CopyDesk found = copies(caller);
        boolean all = found.isOperator();
        Copies.Listing listing = found.list();
        return new SavedBackups(
                listing.copies().stream().map(copy -> write(copy, all)).toList(), listing.encrypted());
    }

    @PostMapping
    @Route(area = Area.BACKUPS, value = "Makes a backup now: the answer is a job.", status = 201)
    ResponseEntity<BackupJob> make(Caller caller) {
        return given(copies(caller).make());
    }

    @GetMapping("/state")
    @Route(area = Area.BACKUPS, value = "How backups stand, and what is wrong with them.")
    BackupState state(Caller caller) {
        Copies.Standing standing = copies(caller).standing();
        return new BackupState(
                standing.on(),
                standing.place(),
                standing.next(),
                standing.good().map(Copies.Event::at),
                standing.drilled().map(Copies.Event::at),
                standing.trouble().stream().map(one -> one.kind().key()).toList());
    }

    @GetMapping("/jobs")
    @Route(area = Area.BACKUPS, value = "Work on backups, lately.")
    BackupJobs jobs(Caller caller) {
        return new BackupJobs(
                copies(caller).jobs(JOBS).stream().map(BackupController::write).toList());
    }

    @GetMapping("/jobs/{job}")
    @Route(area = Area.BACKUPS, value = "One piece of work, and how far it is.")
    BackupJob job(Caller caller, @PathVariable long job) {
        return copies(caller)
                .job(job)
                .map(BackupController::write)
                .orElseThrow(() -> Refusal.notFound("There is no such job."));
    }

    @PostMapping("/jobs/{job}/stop")
    @Route(
            area = Area.BACKUPS,
            value = "Stops work between two objects, leaving nothing half; what a restore has brought back stays.")
    BackupJob stop(Caller caller, @PathVariable long job) {
        return copies(caller)
                .stop(job)
                .map(BackupController::write)
                .orElseThrow(() -> Refusal.notFound("There is no such job."));
    }

    @PostMapping("/{backup}/drill")
    @Route(area = Area.BACKUPS, value = "Puts a backup back for trial: the answer is a job.", status = 201)
    ResponseEntity<BackupJob> drill(Caller caller, @PathVariable String backup) {
        return given(copies(caller).drill(Optional.of(id(backup))));
    }

    @PostMapping("/{backup}/check")
    @Route(area = Area.BACKUPS, value = "Reads every octet of a backup: the answer is a job.", status = 201)
    ResponseEntity<BackupJob> check(Caller caller, @PathVariable String backup) {
        return given(copies(caller).check(id(backup)));
    }

    private static String id(String text) {
        if (!text.matches("[0-9]{8}T[0-9]{6}Z")) {
            throw Refusal.notFound("There is no such backup.");
        }
        return text;
    }

    @GetMapping("/{backup}/mailboxes")
    @Route(area = Area.BACKUPS, value = "Logins of the mailboxes in a backup.")
    SavedMailboxes mailboxes(
            Caller caller,
            @PathVariable String backup,
            @RequestParam @About("A part of the login.") Optional<String> q,
            @RequestParam(defaultValue = "100") int limit) {
        return new SavedMailboxes(
                copies(caller)
                        .mailboxes(
                                id(backup),
                                q.orElse(""),
                                Page.Wanted.of(Optional.empty(), limit).limit())
                        .stream()
                        .map(Copies.Box::login)
                        .toList());
    }

    @GetMapping("/{backup}/folders")
    @Route(area = Area.BACKUPS, value = "The folders of a mailbox in a backup.")
    SavedFolders folders(
            Caller caller,
            @PathVariable String backup,
            @RequestParam @About("Login or address, as it was then.") String mailbox) {
        CopyDesk found = copies(caller);
        return new SavedFolders(found.folders(id(backup), found.mailbox(id(backup), mailbox)).stream()
                .map(one -> new SavedFolder(one.name().value(), one.messages(), one.octets()))
                .toList());
    }

    @GetMapping("/{backup}/messages")
    @Route(area = Area.BACKUPS, value = "Messages of a mailbox in a backup.")
    SavedMessages messages(
            Caller caller,
            @PathVariable String backup,
            @RequestParam @About("Login or address, as it was then.") String mailbox,
            @RequestParam @About("Only of this folder.") Optional<String> folder,
            @RequestParam @About("Words that are all in subject or sender.") Optional<String> q,
            @RequestParam(defaultValue = "0") @About("`next` of the answer before.") int from,
            @RequestParam(defaultValue = "50") int limit) {
        CopyDesk found = copies(caller);
        Copies.Found messages = found.messages(
                id(backup),
                found.mailbox(id(backup), mailbox),
                folder(folder),
                q.orElse(""),
                Math.max(0, from),
                Math.min(MOST, Page.Wanted.of(Optional.empty(), limit).limit()));
        return new SavedMessages(
                messages.messages().stream()
                        .map(one -> new SavedMessage(
                                one.folder().value(),
                                one.uid(),
                                one.from(),
                                one.subject(),
                                one.arrived(),
                                one.octets()))
                        .toList(),
                messages.looked(),
                messages.of(),
                number(messages.next()));
    }

    @GetMapping("/{backup}/preview")
    @Route(area = Area.BACKUPS, value = "What would come back.")
    RecoveryPreview preview(
            Caller caller,
            @PathVariable String backup,
            @RequestParam @About("Login or address, as it was then.") String mailbox,
            @RequestParam @About("Only of this folder.") Optional<String> folder,
            @RequestParam @About("Messages of that folder.") Optional<List<Long>> uid,
            @RequestParam @About("Another mailbox, which gets it.") Optional<String> into) {
        CopyDesk found = copies(caller);
        Copies.Preview preview =
                found.preview(choice(found, id(backup), new Recovery(Optional.of(mailbox), folder, uid, into)));
        return new RecoveryPreview(preview.back(), preview.octets(), preview.present(), !preview.isTooMuch());
    }

    @PostMapping("/{backup}/restore")
    @Route(area = Area.BACKUPS, value = "Brings mail back: the answer is a job.", status = 201)
    ResponseEntity<BackupJob> restore(Caller caller, @PathVariable String backup, @RequestBody Recovery wanted) {
        CopyDesk found = copies(caller);
        return given(found.restore(choice(found, id(backup), wanted)));
    }

    private static Copies.Choice choice(CopyDesk desk, String backup, Recovery wanted) {
        List<Long> uids = wanted.uids().orElse(List.of());
        if (uids.size() > CopyDesk.MOST_CHOSEN) {
            throw Refusal.invalid("uids", "At most " + CopyDesk.MOST_CHOSEN + " messages are named at once.");
        }
        if (!uids.isEmpty() && wanted.folder().isEmpty()) {
            throw Refusal.invalid("folder", "Messages are named together with their folder.");
        }
        if (wanted.mailbox().isEmpty()) {
            if (wanted.folder().isPresent() || wanted.into().isPresent()) {
                throw Refusal.invalid("mailbox", "A folder or another mailbox needs the mailbox in the backup.");
            }
            return desk.everything(backup);
        }
        return desk.choice(
                backup,
                wanted.mailbox().get(),
                folder(wanted.folder()),
                uids,
                wanted.into().orElse(""));
    }
}
