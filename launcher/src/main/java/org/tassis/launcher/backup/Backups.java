package org.tassis.launcher.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.backup.BackupException;
import org.tassis.backup.BackupRun;
import org.tassis.backup.Manifest;
import org.tassis.backup.Progress;
import org.tassis.backup.Retention;
import org.tassis.backup.Snapshot;
import org.tassis.backup.StoppableProgress;
import org.tassis.backup.Stopped;
import org.tassis.backup.Vault;
import org.tassis.backup.Verification;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.CustomerId;
import org.tassis.directory.Sizes;
import org.tassis.launcher.backup.BackupLog.Entry;
import org.tassis.launcher.backup.BackupLog.Kind;
import org.tassis.launcher.settings.Settings;
import org.tassis.sql.backup.MailRestore;
import org.tassis.sql.backup.SavedMailbox;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Makes and looks after the backups of one data directory. One thing at a time; any thread.
public final class Backups {
    private static final Logger LOG = LoggerFactory.getLogger(Backups.class);
    private static final int MOST_NAMED = 1000;

    /// Messages whose rows are in memory together while all mailboxes are put back.
    private static final int TOGETHER = 200_000;

    private static final int REPORTS = 40;

    private final Settings settings;
    private final Path data;
    private final String program;
    private final String host;
    private final Optional<Path> settingsFile;
    private final InstantSource clock;
    private final BackupLog log;
    private final ReentrantLock busy = new ReentrantLock();
    private final AtomicReference<Optional<StoppableProgress>> running = new AtomicReference<>(Optional.empty());

    /// @param data         the data directory
    /// @param settingsFile where the settings were read
    public Backups(
            Settings settings,
            Path data,
            String program,
            String host,
            Optional<Path> settingsFile,
            InstantSource clock) {
        this.settings = settings;
        this.data = data.toAbsolutePath().normalize();
        this.program = program;
        this.host = host;
        this.settingsFile = settingsFile;
        this.clock = clock;
        this.log = new BackupLog(state().resolve("log"));
    }

    /// What became of earlier ones.
    public BackupLog log() {
        return log;
    }

    public Settings settings() {
        return settings;
    }

    Path data() {
        return data;
    }

    Path state() {
        return data.resolve("backup");
    }

    InstantSource clock() {
        return clock;
    }

    /// Work on backups that people give.
    ///
    /// @param thread does one after the other
    public BackupJobs jobs(Executor thread) {
        BackupJobs jobs = new BackupJobs(new JobBook(state().resolve("jobs")), thread, clock);
        jobs.recover();
        return jobs;
    }

    /// Work that nobody else may do meanwhile, and that tells how far it is.
    @FunctionalInterface
    interface Work<T> {
        T run(Progress progress) throws IOException, InterruptedException;
    }

    /// @param progress hears how far it is, until somebody wants it to {@link #stop}
    /// @throws BackupException something else is being done
    <T> T alone(Progress progress, Work<T> work) throws IOException, InterruptedException {
        if (!busy.tryLock()) {
            throw new BackupException("a backup, a restore or a drill is running already: wait until it has ended,"
                    + " or stop it with ./tassis backup stop");
        }
        StoppableProgress stoppable = new StoppableProgress(progress);
        running.set(Optional.of(stoppable));
        try {
            return work.run(stoppable);
        } finally {
            running.set(Optional.empty());
            busy.unlock();
        }
    }

    /// Ends what is being done, whoever gave it, at its next object. Does not wait for that.
    ///
    /// @return whether anything is being done
    public boolean stop() {
        Optional<StoppableProgress> work = running.get();
        work.ifPresent(StoppableProgress::stop);
        return work.isPresent();
    }

    /// For work that has come too far to be stopped: it goes on.
    private static Progress going(Progress progress) {
        return (what, done, total) -> {
            try {
                progress.at(what, done, total);
            } catch (Stopped e) {
                LOG.debug("too late to stop: {}", what);
            }
        };
    }

    /// What one came to.
    public record Made(BackupRun.Outcome outcome, Retention.Removed removed, Duration took) {}

    /// Makes a backup, and removes old ones. What became of it is in the log.
    ///
    /// @throws IOException     with what to do about it; then there is none
    /// @throws BackupException likewise
    /// @throws Stopped         somebody wanted it to; there is none, and nothing in the log
    public Made make(Snapshot.Source source, Progress heard) throws IOException, InterruptedException {
        return alone(heard, progress -> {
            Instant begun = clock.instant();
            try (Vault vault = Places.open(settings, Optional.empty())) {
                refuseInside(vault);
                BackupRun.Outcome outcome = new BackupRun(
                                vault,
                                source,
                                new BackupRun.Plan(
                                        program,
                                        host,
                                        SavedFiles.of(data, settingsFile, vault.isEncrypting()),
                                        state(),
                                        settings.backup().rate().toBytes(),
                                        distrusted()),
                                clock,
                                progress)
                        .run();
                distrust(Set.of());
                Settings.Backup wanted = settings.backup();
                Retention.Removed removed = new Retention(
                                wanted.keepDaily(), wanted.keepWeekly(), ZoneId.systemDefault())
                        .apply(vault, clock.instant(), going(progress));
                Duration took = Duration.between(begun, clock.instant());
                Manifest manifest = outcome.manifest();
                note(new Entry(
                        Kind.BACKUP,
                        clock.instant(),
                        manifest.problems().isEmpty(),
                        manifest.id(),
                        took,
                        manifest.length(),
                        outcome.written(),
                        String.join(" ", manifest.problems())));
                LOG.info(
                        "backup {}: {} messages, {}, of which {} were written, in {}",
                        manifest.id(),
                        manifest.messages(),
                        Sizes.text(manifest.length()),
                        Sizes.text(outcome.written()),
                        Durations.of(took));
                return new Made(outcome, removed, took);
            } catch (Stopped e) {
                LOG.info("a backup was stopped: what was written of it is used by the next");
                throw e;
            } catch (IOException | RuntimeException e) {
                note(new Entry(
                        Kind.BACKUP,
                        clock.instant(),
                        false,
                        "",
                        Duration.between(begun, clock.instant()),
                        0,
                        0,
                        String.valueOf(e.getMessage())));
                throw e;
            }
        });
    }

    /// Puts a backup back for trial. What became of it is in the log.
    ///
    /// @param id of a backup, or the newest
    ///
    /// @throws Stopped somebody wanted it to; nothing is left of it, and nothing in the log
    public Drill.Report drill(Instance.Starter starter, Optional<String> id, Progress heard)
            throws IOException, InterruptedException {
        return alone(heard, progress -> new Drill(this, starter, progress).run(id));
    }

    /// Puts messages back into a mailbox that is in use: {@link MailRestore}.
    ///
    /// @param id   of a backup, or the newest
    /// @param from login or address, as it was then
    /// @param into login or address now
    public MailRestore.Report restore(
            Mailboxes mailboxes,
            Optional<String> id,
            String from,
            String into,
            Optional<MailboxName> folder,
            Optional<UidSet> uids,
            Progress heard)
            throws IOException, InterruptedException {
        Account account = mailboxes
                .directory()
                .identify(into)
                .orElseThrow(() -> new BackupException("there is no mailbox " + into
                        + " now: bring it back with ./tassis mailbox restore, or make it, or name another one"));
        return alone(heard, progress -> {
            try (Vault vault = Places.open(settings, Optional.empty())) {
                Manifest manifest = manifest(vault, id);
                SavedMailbox saved = SavedMailbox.open(vault, manifest, from);
                return into(mailboxes, saved, account, folder, uids, progress);
            }
        });
    }

    /// Likewise, by the numbers of accounts.
    ///
    /// @throws BackupException the mailbox is not there, or full
    MailRestore.Report restore(
            Mailboxes mailboxes,
            String id,
            AccountId from,
            AccountId into,
            Optional<MailboxName> folder,
            Optional<UidSet> uids,
            Progress heard)
            throws IOException, InterruptedException {
        Account account = mailboxes
                .directory()
                .account(into)
                .orElseThrow(() -> new BackupException("the mailbox is not there any more"));
        return alone(heard, progress -> {
            try (Vault vault = Places.open(settings, Optional.empty())) {
                SavedMailbox saved = SavedMailbox.open(vault, vault.manifest(id), from.value());
                return into(mailboxes, saved, account, folder, uids, progress);
            }
        });
    }

    private static Manifest manifest(Vault vault, Optional<String> id) throws IOException, InterruptedException {
        return id.isPresent()
                ? vault.manifest(id.get())
                : vault.newest()
                        .orElseThrow(() -> new BackupException(
                                "there is no backup in " + vault.target().describe()));
    }

    private static MailRestore.Report into(
            Mailboxes mailboxes,
            SavedMailbox saved,
            Account account,
            Optional<MailboxName> folder,
            Optional<UidSet> uids,
            Progress progress)
            throws IOException, InterruptedException {
        try {
            return new MailRestore(mailboxes.store(), saved, account.id(), progress).run(folder, uids);
        } catch (StoreException e) {
            if (e.failure() instanceof StoreFailure.OverQuota) {
                throw new BackupException(
                        "the mailbox " + account.login()
                                + " is full: what fitted is back; give it more space, and do it again",
                        e);
            }
            throw e;
        }
    }

    /// What became of all mailboxes.
    ///
    /// @param mailboxes that were looked at
    /// @param missing   logins in the backup that are not there now, at most 1000
    /// @param back      messages that are back, or would be
    /// @param octets    of these, when it was a comparison
    /// @param present   that were there already
    /// @param problems  sentences, at most 1000
    /// @param stopped   whether it was told to stop before all were looked at
    record All(
            long mailboxes,
            List<String> missing,
            long back,
            long octets,
            long present,
            List<String> problems,
            boolean stopped) {}

    /// Puts back what all mailboxes lack, each into itself, beside what is there. Mailboxes that are not
    /// there now are named.
    ///
    /// @param of      only those of a customer, as it is now
    /// @param changes whether anything is put back, or only compared
    All restoreAll(Mailboxes mailboxes, String id, Optional<CustomerId> of, boolean changes, Progress heard)
            throws IOException, InterruptedException {
        return alone(heard, progress -> {
            try (Vault vault = Places.open(settings, Optional.empty())) {
                Manifest manifest = vault.manifest(id);
                List<SavedMailbox.Owner> owners = new ArrayList<>();
                SavedMailbox.owners(vault, manifest, owners::add);
                Set<Long> wanted = new HashSet<>();
                List<String> missing = new ArrayList<>();
                for (SavedMailbox.Owner owner : owners) {
                    Optional<AccountRecord> now = mailboxes.directory().anyMailbox(new AccountId(owner.account()));
                    Optional<CustomerId> whose = now.map(AccountRecord::customer)
                            .or(() -> owner.customer().stream()
                                    .mapToObj(CustomerId::new)
                                    .findFirst());
                    if (of.isPresent() && !whose.equals(of)) {
                        continue;
                    }
                    if (now.filter(AccountRecord::exists).isPresent()) {
                        wanted.add(owner.account());
                    } else if (missing.size() < MOST_NAMED) {
                        missing.add(owner.login());
                    }
                }
                long[] sums = new long[4];
                List<String> problems = new ArrayList<>();
                try {
                    SavedMailbox.each(vault, manifest, wanted::contains, TOGETHER, saved -> {
                        progress.at("mailbox", sums[0], wanted.size());
                        mailboxes
                                .directory()
                                .account(new AccountId(saved.account()))
                                .ifPresent(account -> one(
                                        mailboxes,
                                        saved,
                                        account,
                                        changes,
                                        sums,
                                        problems,
                                        (_, _, _) -> progress.at("mailbox", sums[0], wanted.size())));
                        sums[0]++;
                    });
                } catch (Stopped e) {
                    return new All(sums[0], missing, sums[1], sums[2], sums[3], problems, true);
                }
                return new All(wanted.size(), missing, sums[1], sums[2], sums[3], problems, false);
            }
        });
    }

    /// One of all; what is wrong with it keeps no other from coming back.
    private static void one(
            Mailboxes mailboxes,
            SavedMailbox saved,
            Account account,
            boolean changes,
            long[] sums,
            List<String> problems,
            Progress progress) {
        try {
            if (changes) {
                MailRestore.Report report =
                        into(mailboxes, saved, account, Optional.empty(), Optional.empty(), progress);
                sums[1] += report.restored();
                sums[3] += report.present();
                report.problems().forEach(problem -> name(problems, account.login() + ": " + problem));
                if (report.stopped()) {
                    throw new Stopped();
                }
            } else {
                for (MailRestore.Expected expected : new MailRestore(
                                mailboxes.store(), saved, account.id(), Progress.NONE)
                        .preview(Optional.empty(), Optional.empty())) {
                    sums[1] += expected.back();
                    sums[2] += expected.octets();
                    sums[3] += expected.present();
                }
            }
        } catch (IOException | BackupException e) {
            name(problems, account.login() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the next that blocks says so
        }
    }

    private static void name(List<String> problems, String problem) {
        if (problems.size() < MOST_NAMED) {
            problems.add(problem);
        }
    }

    /// Whether it is time for a drill.
    public boolean isDrillDue() {
        Duration every = settings.backup().drillEvery();
        return !every.isZero()
                && log.last(Kind.DRILL, false)
                        .map(last -> !last.at().plus(every).minusSeconds(3600).isAfter(clock.instant()))
                        .orElse(true);
    }

    /// A backup inside the data directory is lost with it, and would be saved itself.
    private void refuseInside(Vault vault) {
        String place = vault.target().describe();
        if (!place.startsWith("s3:") && Path.of(place).startsWith(data)) {
            throw new BackupException("backup.target (" + place + ") is inside the data directory: whatever happens to"
                    + " one happens to the other; name a place elsewhere, best on another disk");
        }
    }

    void note(Entry entry) {
        try {
            log.add(entry);
        } catch (RuntimeException e) {
            LOG.warn("what became of a backup cannot be written down", e);
        }
    }

    /// Notes that backups are wanted from now on, so that it is noticed when there never is one.
    public void begin() {
        if (settings.backup().isOn() && log.entries().isEmpty()) {
            note(new Entry(Kind.BEGAN, clock.instant(), true, "", Duration.ZERO, 0, 0, ""));
        }
    }

    /// {@link #verify}, when nothing else is done.
    ///
    /// @throws BackupException something else is being done
    /// @throws Stopped         somebody wanted it to
    public Verification.Report verifyAlone(Manifest manifest, Vault vault, boolean everything, Progress heard)
            throws IOException, InterruptedException {
        return alone(heard, progress -> verify(manifest, vault, everything, progress));
    }

    /// Compares a backup with its manifest.
    ///
    /// @param everything reads every octet; else only whether all is there
    private Verification.Report verify(Manifest manifest, Vault vault, boolean everything, Progress progress)
            throws IOException, InterruptedException {
        Instant begun = clock.instant();
        Verification verification = new Verification(vault, progress);
        Verification.Report report = everything ? verification.contents(manifest) : verification.sizes(manifest);
        Set<String> damaged = new HashSet<>(distrusted());
        if (damaged.addAll(report.damaged())) {
            distrust(damaged);
        }
        if (Files.isDirectory(data)) {
            note(new Entry(
                    Kind.VERIFICATION,
                    clock.instant(),
                    report.isWhole(),
                    manifest.id(),
                    Duration.between(begun, clock.instant()),
                    report.octets(),
                    0,
                    report.problems().stream().limit(5).collect(Collectors.joining(" "))));
        }
        return report;
    }

    /// Pieces that were found damaged: the next backup writes them again, where what was in them is still
    /// here.
    private Set<String> distrusted() throws IOException {
        Path file = state().resolve("damaged");
        return Files.exists(file)
                ? Set.copyOf(Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
                        .distinct()
                        .toList())
                : Set.of();
    }

    /// A piece of this object was found damaged.
    void distrust(String object) throws IOException {
        Set<String> damaged = new HashSet<>(distrusted());
        damaged.add(object.substring(object.lastIndexOf('/') + 1));
        distrust(damaged);
    }

    private void distrust(Set<String> pieces) throws IOException {
        Path file = state().resolve("damaged");
        if (pieces.isEmpty()) {
            Files.deleteIfExists(file);
        } else if (Files.isDirectory(data)) {
            Files.createDirectories(state());
            Files.write(file, List.copyOf(pieces), StandardCharsets.US_ASCII);
        }
    }

    /// What is wrong with backups and drills.
    ///
    /// @param age  since the newest good one, or since backups were wanted
    /// @param text what the last attempt said; empty when it went well
    public record Trouble(Kind kind, Duration age, String text) {
        public enum Kind {
            NEVER,
            OLD,
            FAILED,
            DRILL_FAILED,
            DRILL_OLD
        }

        /// For people.
        public String sentence() {
            String attempt = text.isEmpty() ? "" : "; the last attempt ended with: " + text;
            return switch (kind) {
                case NEVER -> "there is no backup" + attempt;
                case OLD -> "the newest good backup is " + Durations.of(age) + " old" + attempt;
                case FAILED -> "the last backup ended with: " + text;
                case DRILL_FAILED -> "the last drill failed: " + text;
                case DRILL_OLD -> "no backup was put back for trial for " + Durations.of(age);
            };
        }
    }

    /// For the pages and for monitoring: what is wrong with the backups.
    public Optional<Trouble> trouble() {
        if (!settings.backup().isOn()) {
            return Optional.empty();
        }
        Optional<Entry> good = log.last(Kind.BACKUP, true);
        Optional<Entry> last = log.last(Kind.BACKUP, false);
        Instant since =
                good.or(() -> log.last(Kind.BEGAN, false)).map(Entry::at).orElse(clock.instant());
        Duration age = Duration.between(since, clock.instant());
        String text = last.filter(entry -> !entry.good()).map(Entry::text).orElse("");
        if (age.compareTo(settings.backup().warnAfter()) > 0) {
            return Optional.of(new Trouble(good.isEmpty() ? Trouble.Kind.NEVER : Trouble.Kind.OLD, age, text));
        }
        return last.filter(entry -> !entry.good()).map(entry -> new Trouble(Trouble.Kind.FAILED, age, entry.text()));
    }

    /// The same of drills.
    public Optional<Trouble> drillTrouble() {
        Duration every = settings.backup().drillEvery();
        if (!settings.backup().isOn() || every.isZero()) {
            return Optional.empty();
        }
        Optional<Entry> last = log.last(Kind.DRILL, false);
        Instant since =
                last.or(() -> log.last(Kind.BEGAN, false)).map(Entry::at).orElse(clock.instant());
        Duration age = Duration.between(since, clock.instant());
        if (last.isPresent() && !last.get().good()) {
            return Optional.of(
                    new Trouble(Trouble.Kind.DRILL_FAILED, age, last.get().text()));
        }
        return age.compareTo(every.plusDays(2)) > 0
                ? Optional.of(new Trouble(Trouble.Kind.DRILL_OLD, age, ""))
                : Optional.empty();
    }

    /// {@link #trouble} in a sentence.
    public Optional<String> problem() {
        return trouble().map(Trouble::sentence);
    }

    /// {@link #drillTrouble} in a sentence.
    public Optional<String> drillProblem() {
        return drillTrouble().map(Trouble::sentence);
    }

    // ---- what drills had to say ----

    private Path reportOf(Instant at) {
        return state().resolve("reports").resolve(at.toString().replace(':', '-') + ".txt");
    }

    void keepReport(Instant at, String text) {
        Path file = reportOf(at);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text, StandardCharsets.UTF_8);
            try (Stream<Path> files = Files.list(file.getParent())) {
                List<Path> all = files.sorted().toList();
                for (Path old : all.subList(0, Math.max(0, all.size() - REPORTS))) {
                    Files.deleteIfExists(old);
                }
            }
        } catch (IOException e) {
            LOG.warn("the report of a drill cannot be written down", e);
        }
    }

    /// What a drill that ended then had to say; the newest forty are kept.
    public Optional<String> report(Instant at) {
        try {
            Path file = reportOf(at);
            return Files.exists(file) ? Optional.of(Files.readString(file, StandardCharsets.UTF_8)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
