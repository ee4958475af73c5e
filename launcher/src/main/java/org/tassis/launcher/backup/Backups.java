package org.tassis.launcher.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
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
import org.tassis.directory.Sizes;
import org.tassis.launcher.backup.BackupLog.Entry;
import org.tassis.launcher.backup.BackupLog.Kind;
import org.tassis.launcher.settings.Settings;

/// Makes and looks after the backups of one data directory. One thing at a time; any thread.
public final class Backups {
    private static final Logger LOG = LoggerFactory.getLogger(Backups.class);

    private final Settings settings;
    private final Path data;
    private final String program;
    private final String host;
    private final Optional<Path> settingsFile;
    private final InstantSource clock;
    private final BackupLog log;
    private final DrillReports reports;
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
        this.reports = new DrillReports(state().resolve("reports"));
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

    /// What drills had to say.
    DrillReports reports() {
        return reports;
    }

    /// The way back into mailboxes that are in use.
    Recovery recovery() {
        return new Recovery(this);
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

    /// For the pages and for monitoring: what is wrong with the backups.
    public Optional<Trouble> trouble() {
        return Trouble.ofBackups(settings.backup(), log, clock.instant());
    }

    /// The same of drills.
    public Optional<Trouble> drillTrouble() {
        return Trouble.ofDrills(settings.backup(), log, clock.instant());
    }

    /// {@link #trouble} in a sentence.
    public Optional<String> problem() {
        return trouble().map(Trouble::sentence);
    }

    /// {@link #drillTrouble} in a sentence.
    public Optional<String> drillProblem() {
        return drillTrouble().map(Trouble::sentence);
    }
}
