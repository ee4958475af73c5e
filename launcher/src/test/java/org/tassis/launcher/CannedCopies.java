package org.tassis.launcher;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.tassis.admin.backup.Copies;
import org.tassis.admin.backup.Job;
import org.tassis.core.MailboxName;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.CustomerId;
import org.tassis.directory.Directory;
import org.tassis.directory.MailboxQuery;

/// One backup with everybody's mailbox and one message in each, for what is tested of rights and forms. What
/// is really made, read and brought back, {@link BackupPagesTest} tests.
final class CannedCopies implements Copies {
    static final String ID = "20261121T023000Z";
    private static final Instant TAKEN = Instant.parse("2026-11-21T02:30:00Z");

    private final Directory directory;
    private final List<Job> jobs = new ArrayList<>();

    CannedCopies(Directory directory) {
        this.directory = directory;
    }

    private static Event event(Job.Kind kind) {
        return new Event(kind, TAKEN, true, ID, 3000, "", false);
    }

    @Override
    public Standing standing() {
        return new Standing(
                true,
                "/mnt/backup",
                Optional.of(TAKEN.plusSeconds(86_400)),
                Optional.of(event(Job.Kind.BACKUP)),
                Optional.of(event(Job.Kind.BACKUP)),
                true,
                Optional.of(event(Job.Kind.DRILL)),
                Optional.of(event(Job.Kind.DRILL)),
                List.of(new Trouble(Trouble.Kind.OLD, 3, "")));
    }

    @Override
    public Listing list() {
        return new Listing(
                true,
                List.of(new Copy(
                        ID,
                        TAKEN,
                        "mail.example.org",
                        12,
                        3_000_000,
                        OptionalLong.of(1000),
                        Optional.of(event(Job.Kind.CHECK)),
                        Optional.of(java.time.LocalDate.of(2026, 12, 20)),
                        List.of(),
                        Optional.empty())));
    }

    @Override
    public List<Box> mailboxes(String backup, String words, Optional<CustomerId> own, int limit) {
        return directory
                .mailboxes(own.map(MailboxQuery.ALL::of).orElse(MailboxQuery.ALL), Optional.empty(), limit)
                .stream()
                .map(CannedCopies::box)
                .toList();
    }

    private static Box box(AccountRecord record) {
        return new Box(record.account().id(), record.account().login().value(), Optional.of(record.customer()));
    }

    @Override
    public Optional<Box> mailbox(String backup, String name) {
        return directory.anyMailbox(name).map(CannedCopies::box);
    }

    @Override
    public List<Folder> folders(String backup, Box box) {
        return List.of(new Folder(MailboxName.INBOX, 1, 2000));
    }

    private static Saved message() {
        return new Saved(MailboxName.INBOX, 7, "Courier", "Fresh horses", TAKEN, 2000);
    }

    @Override
    public Found messages(String backup, Box box, Optional<MailboxName> folder, String words, int from, int limit) {
        return new Found(List.of(message()), 1, 1, OptionalInt.empty());
    }

    @Override
    public Preview preview(Choice choice) {
        return new Preview(
                List.of(new Preview.Line(MailboxName.INBOX, 1, 2000, 0)),
                choice.uids().isEmpty() ? List.of() : List.of(message()),
                1_000_000);
    }

    private synchronized Job add(Job.Kind kind, String backup, Giver by) {
        Job job = new Job(
                jobs.size() + 1,
                kind,
                backup,
                Job.Chosen.NOTHING,
                by.name(),
                by.customer(),
                Job.State.DONE,
                TAKEN,
                Optional.of(TAKEN.plusSeconds(3)),
                Job.Progress.NONE,
                new TreeMap<>(),
                List.of(),
                Optional.empty());
        jobs.add(job);
        return job;
    }

    @Override
    public Job make(Giver by) {
        return add(Job.Kind.BACKUP, ID, by);
    }

    @Override
    public Job drill(Optional<String> backup, Giver by) {
        return add(Job.Kind.DRILL, ID, by);
    }

    @Override
    public Job check(String backup, Giver by) {
        return add(Job.Kind.CHECK, backup, by);
    }

    @Override
    public Job restore(Choice choice, Giver by) {
        return add(Job.Kind.RESTORE, choice.backup(), by);
    }

    @Override
    public Job compare(Choice choice, Giver by) {
        return add(Job.Kind.COMPARE, choice.backup(), by);
    }

    @Override
    public void stop(long job) {
        // all have ended
    }

    @Override
    public synchronized List<Job> jobs(int limit) {
        return jobs.reversed().stream().limit(limit).toList();
    }

    @Override
    public synchronized Optional<Job> job(long id) {
        return jobs.stream().filter(job -> job.id() == id).findFirst();
    }

    @Override
    public List<Event> history(Job.Kind kind, int limit) {
        return List.of(event(kind));
    }

    @Override
    public Optional<String> report(Instant at) {
        return at.equals(TAKEN) ? Optional.of("The backup can be put back.") : Optional.empty();
    }
}
