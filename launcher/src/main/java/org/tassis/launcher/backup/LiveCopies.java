package org.tassis.launcher.backup;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.tassis.admin.backup.Copies;
import org.tassis.admin.backup.Job;
import org.tassis.backup.BackupException;
import org.tassis.backup.Manifest;
import org.tassis.backup.Progress;
import org.tassis.backup.Retention;
import org.tassis.backup.Snapshot;
import org.tassis.backup.Vault;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.CustomerId;
import org.tassis.launcher.settings.Settings;
import org.tassis.sql.backup.MailRestore;
import org.tassis.sql.backup.SavedMailbox;

/// The backups of a running server, for its pages. Any thread.
public final class LiveCopies implements Copies, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final int SOME = 50;

    /// The timetable.
    private static final Giver ITSELF = new Giver("", Optional.empty());

    private final Backups backups;
    private final BackupJobs jobs;
    private final Snapshot.Source source;
    private final Mailboxes mailboxes;
    private final Instance.Starter starter;
    private final Supplier<Optional<Instant>> next;
    private final SavedViews views;

    /// @param next when a backup is made by itself
    public LiveCopies(
            Backups backups,
            BackupJobs jobs,
            Snapshot.Source source,
            Mailboxes mailboxes,
            Instance.Starter starter,
            Supplier<Optional<Instant>> next) {
        this.backups = backups;
        this.jobs = jobs;
        this.source = source;
        this.mailboxes = mailboxes;
        this.starter = starter;
        this.next = next;
        this.views = new SavedViews(backups.settings());
    }

    @FunctionalInterface
    private interface Reading<T> {
        T run() throws IOException, InterruptedException;
    }

    private static <T> T read(Reading<T> work) {
        try {
            return work.run();
        } catch (IOException | BackupException e) {
            throw new Unusable(Sentences.of(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unusable("The server stops.", e);
        }
    }

    private Settings.Backup settings() {
        return backups.settings().backup();
    }

    private Vault vault() throws IOException, InterruptedException {
        return Places.open(backups.settings(), Optional.empty());
    }

    // ---- how things stand ----

    @Override
    public Standing standing() {
        boolean on = settings().isOn();
        return new Standing(
                on,
                settings().target(),
                on ? next.get() : Optional.empty(),
                event(BackupLog.Kind.BACKUP, true),
                event(BackupLog.Kind.BACKUP, false),
                on && !settings().drillEvery().isZero(),
                event(BackupLog.Kind.DRILL, true),
                event(BackupLog.Kind.DRILL, false),
                Stream.of(backups.trouble(), backups.drillTrouble())
                        .flatMap(Optional::stream)
                        .map(one -> new Trouble(
                                Trouble.Kind.valueOf(one.kind().name()),
                                one.age().toDays(),
                                one.text()))
                        .toList());
    }

    private Optional<Event> event(BackupLog.Kind kind, boolean good) {
        return backups.log().last(kind, good).map(this::event);
    }

    private Event event(BackupLog.Entry entry) {
        Job.Kind kind =
                switch (entry.kind()) {
                    case BEGAN, BACKUP -> Job.Kind.BACKUP;
                    case VERIFICATION -> Job.Kind.CHECK;
                    case DRILL -> Job.Kind.DRILL;
                    case RESTORE -> Job.Kind.RESTORE;
                };
        boolean report =
                kind == Job.Kind.DRILL && backups.reports().find(entry.at()).isPresent();
        return new Event(
                kind, entry.at(), entry.good(), entry.backup(), entry.took().toMillis(), entry.text(), report);
    }

    @Override
    public List<Event> history(Job.Kind kind, int limit) {
        BackupLog.Kind wanted =
                switch (kind) {
                    case BACKUP -> BackupLog.Kind.BACKUP;
                    case CHECK -> BackupLog.Kind.VERIFICATION;
                    case DRILL -> BackupLog.Kind.DRILL;
                    case RESTORE, COMPARE -> BackupLog.Kind.RESTORE;
                };
        return backups.log().entries().reversed().stream()
                .filter(entry -> entry.kind() == wanted)
                .limit(limit)
                .map(this::event)
                .toList();
    }

    @Override
    public Optional<String> report(Instant at) {
        return backups.reports().find(at);
    }

    @Override
    public Listing list() {
        return read(() -> {
            try (Vault vault = vault()) {
                List<String> ids = vault.ids();
                Map<String, LocalDate> goes = new Retention(
                                settings().keepDaily(), settings().keepWeekly(), ZoneId.systemDefault())
                        .until(ids, backups.clock().instant());
                Map<String, Event> checked = new HashMap<>();
                Map<String, Long> written = new HashMap<>();
                for (BackupLog.Entry entry : backups.log().entries()) {
                    switch (entry.kind()) {
                        case BACKUP -> written.put(entry.backup(), entry.written());
                        case VERIFICATION, DRILL -> checked.put(entry.backup(), event(entry));
                        case BEGAN, RESTORE -> {}
                    }
                }
                List<Copy> copies = new ArrayList<>();
                for (String id : ids.reversed()) {
                    Copy copy = copy(vault, id);
                    copies.add(new Copy(
                            id,
                            copy.taken(),
                            copy.host(),
                            copy.messages(),
                            copy.octets(),
                            written.containsKey(id)
                                    ? OptionalLong.of(written.getOrDefault(id, 0L))
                                    : OptionalLong.empty(),
                            Optional.ofNullable(checked.get(id)),
                            Optional.ofNullable(goes.get(id)),
                            copy.problems(),
                            copy.fault()));
                }
                return new Listing(vault.isEncrypting(), copies);
            }
        });
    }

    /// Its list is read anew each time: it may be damaged since.
    private static Copy copy(Vault vault, String id) throws IOException, InterruptedException {
        try {
            Manifest manifest = vault.manifest(id);
            return new Copy(
                    id,
                    manifest.taken(),
                    manifest.host(),
                    manifest.messages(),
                    manifest.length(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    manifest.problems(),
                    Optional.empty());
        } catch (BackupException e) {
            return new Copy(
                    id,
                    Retention.instant(id),
                    "",
                    0,
                    0,
                    OptionalLong.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.of(Sentences.of(e)));
        }
    }

    // ---- what is in one ----

    @Override
    public List<Box> mailboxes(String backup, String words, Optional<CustomerId> own, int limit) {
        String wanted = words.strip().toLowerCase(Locale.ROOT);
        List<Box> boxes = read(() -> {
            try (Vault vault = vault()) {
                List<Box> found = new ArrayList<>();
                SavedMailbox.owners(vault, vault.manifest(backup), owner -> {
                    if (owner.login().contains(wanted)) {
                        found.add(box(owner));
                    }
                });
                return found;
            }
        });
        return boxes.stream()
                .sorted(Comparator.comparing(Box::login))
                .filter(box -> own.isEmpty() || owner(box).equals(own))
                .limit(limit)
                .toList();
    }

    private static Box box(SavedMailbox.Owner owner) {
        return new Box(
                new AccountId(owner.account()),
                owner.login(),
                owner.customer().stream().mapToObj(CustomerId::new).findFirst());
    }

    private Optional<CustomerId> owner(Box box) {
        return mailboxes
                .directory()
                .anyMailbox(box.account())
                .map(AccountRecord::customer)
                .or(box::customer);
    }

    @Override
    public Optional<Box> mailbox(String backup, String name) {
        return read(() -> {
            try (Vault vault = vault()) {
                return SavedMailbox.owner(vault, vault.manifest(backup), name).map(LiveCopies::box);
            }
        });
    }

    @Override
    public List<Folder> folders(String backup, Box box) {
        return read(() -> views.open(backup, box.account().value()).folders());
    }

    @Override
    public Found messages(String backup, Box box, Optional<MailboxName> folder, String words, int from, int limit) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        return read(() -> views.open(backup, box.account().value())
                .find(folder, words, from, Math.clamp(limit, 1, 200), deadline));
    }

    // ---- bringing back ----

    private static Optional<UidSet> uids(Choice choice) {
        if (choice.uids().isEmpty()) {
            return Optional.empty();
        }
        UidSet.Builder uids = new UidSet.Builder();
        choice.uids().forEach(uids::add);
        return Optional.of(uids.build());
    }

    private static Box from(Choice choice) {
        return choice.from().orElseThrow(() -> new Unusable("That is for one mailbox."));
    }

    private Account into(Choice choice) {
        return mailboxes
                .directory()
                .account(choice.into().orElse(from(choice).account()))
                .orElseThrow(() -> new Unusable("The mailbox is not there any more."));
    }

    @Override
    public Preview preview(Choice choice) {
        Account into = into(choice);
        return read(() -> {
            SavedView view = views.open(choice.backup(), from(choice).account().value());
            List<MailRestore.Expected> expected = new MailRestore(
                            mailboxes.store(), view.saved(), into.id(), Progress.NONE)
                    .preview(choice.folder(), uids(choice));
            List<Saved> some = choice.uids().isEmpty()
                    ? List.of()
                    : view.some(choice.folder().orElse(MailboxName.INBOX), choice.uids(), SOME);
            return new Preview(
                    expected.stream()
                            .map(one -> new Preview.Line(one.folder(), one.back(), one.octets(), one.present()))
                            .toList(),
                    some,
                    mailboxes.store().usage(into.id()).freeBytes());
        });
    }

    private Job.Chosen chosen(Choice choice) {
        return new Job.Chosen(
                choice.from().map(Box::login).orElse(""),
                choice.folder().map(MailboxName::value).orElse(""),
                choice.uids().size(),
                choice.from().isPresent() ? into(choice).login().value() : "");
    }

    @Override
    public Job restore(Choice choice, Giver by) {
        Job.Chosen chosen = chosen(choice);
        return jobs.give(Job.Kind.RESTORE, choice.backup(), chosen, by, progress -> {
            Instant begun = backups.clock().instant();
            if (choice.from().isEmpty()) {
                return all(choice, true, progress);
            }
            MailRestore.Report report = backups.recovery()
                    .mailbox(
                            mailboxes,
                            choice.backup(),
                            from(choice).account(),
                            into(choice).id(),
                            choice.folder(),
                            uids(choice),
                            progress);
            note(choice.backup(), begun, report.problems());
            return Endings.of(choice.backup(), report);
        });
    }

    private void note(String backup, Instant begun, List<String> problems) {
        Instant now = backups.clock().instant();
        backups.note(new BackupLog.Entry(
                BackupLog.Kind.RESTORE,
                now,
                problems.isEmpty(),
                backup,
                Duration.between(begun, now),
                0,
                0,
                String.join(" ", problems.subList(0, Math.min(5, problems.size())))));
    }

    @Override
    public Job compare(Choice choice, Giver by) {
        return jobs.give(
                Job.Kind.COMPARE, choice.backup(), chosen(choice), by, progress -> all(choice, false, progress));
    }

    private BackupJobs.Ending all(Choice choice, boolean changes, Progress progress)
            throws IOException, InterruptedException {
        Instant begun = backups.clock().instant();
        Recovery.All all = backups.recovery().all(mailboxes, choice.backup(), choice.of(), changes, progress);
        List<String> remarks = new ArrayList<>(all.problems());
        if (changes) {
            note(choice.backup(), begun, all.problems());
        }
        all.missing().forEach(login -> remarks.add("The mailbox " + login + " is not there now."));
        BackupJobs.Ending ending = BackupJobs.Ending.of(all.problems().isEmpty(), choice.backup(), remarks)
                .with("mailboxes", all.mailboxes())
                .with("missing", all.missing().size())
                .with("back", all.back())
                .with("octets", all.octets())
                .with("present", all.present());
        return all.stopped() ? ending.stopped() : ending;
    }

    // ---- work on the whole ----

    @Override
    public Job make(Giver by) {
        return jobs.give(
                Job.Kind.BACKUP, "", Job.Chosen.NOTHING, by, progress -> Endings.of(backups.make(source, progress)));
    }

    /// Likewise, by the timetable: in this thread.
    ///
    /// @return problems of the backup
    public List<String> makeHere() throws IOException, InterruptedException {
        return jobs.here(
                        Job.Kind.BACKUP,
                        "",
                        Job.Chosen.NOTHING,
                        ITSELF,
                        progress -> backups.make(source, progress),
                        Endings::of)
                .outcome()
                .manifest()
                .problems();
    }

    @Override
    public Job drill(Optional<String> backup, Giver by) {
        return jobs.give(
                Job.Kind.DRILL,
                backup.orElse(""),
                Job.Chosen.NOTHING,
                by,
                progress -> Endings.of(backups.drill(starter, backup, progress)));
    }

    /// Likewise, by the timetable: in this thread.
    public Drill.Report drillHere() throws IOException, InterruptedException {
        return jobs.here(
                Job.Kind.DRILL,
                "",
                Job.Chosen.NOTHING,
                ITSELF,
                progress -> backups.drill(starter, Optional.empty(), progress),
                Endings::of);
    }

    @Override
    public Job check(String backup, Giver by) {
        return jobs.give(Job.Kind.CHECK, backup, Job.Chosen.NOTHING, by, progress -> {
            try (Vault vault = vault()) {
                return Endings.of(backups.verifyAlone(vault.manifest(backup), vault, true, progress));
            }
        });
    }

    @Override
    public void stop(long id) {
        jobs.stop(id);
    }

    @Override
    public List<Job> jobs(int limit) {
        return jobs.newest(limit);
    }

    @Override
    public Optional<Job> job(long id) {
        return jobs.find(id);
    }

    /// Gives back what nobody has looked at for a while.
    public void tidy() {
        views.closeIdle();
    }

    @Override
    public void close() {
        views.close();
    }
}
