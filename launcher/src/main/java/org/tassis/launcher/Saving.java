package org.tassis.launcher;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.admin.HealthCheck;
import org.tassis.admin.backup.Copies;
import org.tassis.backup.Snapshot;
import org.tassis.backup.Stopped;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.desk.Letter;
import org.tassis.directory.desk.Post;
import org.tassis.launcher.backup.Alarm;
import org.tassis.launcher.backup.BackupCommands;
import org.tassis.launcher.backup.BackupJobs;
import org.tassis.launcher.backup.BackupLog;
import org.tassis.launcher.backup.Backups;
import org.tassis.launcher.backup.Drill;
import org.tassis.launcher.backup.LiveCopies;
import org.tassis.launcher.backup.Mailboxes;
import org.tassis.launcher.control.Command;
import org.tassis.launcher.settings.Settings;
import org.tassis.sql.Database;
import org.tassis.store.StoreException;

/// Backups in this program: their commands, and in a running server their times and who is told.
final class Saving implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Saving.class);
    private static final String HALF = "restore-is-not-finished";

    private final Settings settings;
    private final Backups backups;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("backup").daemon().factory());

    /// When a backup is made by itself.
    private volatile Optional<Instant> next = Optional.empty();

    private volatile Optional<LiveCopies> pages = Optional.empty();

    /// What the pages list.
    private volatile Optional<BackupJobs> jobs = Optional.empty();
    private volatile Optional<Alarm> alarm = Optional.empty();

    private Saving(Settings settings, Backups backups) {
        this.settings = settings;
        this.backups = backups;
    }

    /// For the pages of a running server; called once.
    Copies copies(Storage storage) {
        BackupJobs listed = backups.jobs(thread);
        jobs = Optional.of(listed);
        LiveCopies made = new LiveCopies(
                backups, listed, storage.snapshots(), storage.mailboxes(), DrillServer::start, () -> next);
        pages = Optional.of(made);
        return made;
    }

    static Saving of(Settings settings) {
        return new Saving(
                settings,
                new Backups(
                        settings,
                        settings.dataDirectory(),
                        Main.version(),
                        HostName.without(settings),
                        Main.settingsFile(),
                        InstantSource.system()));
    }

    /// @throws StartFailed a restore was begun in the directory and did not end
    static void refuseHalf(Path data) {
        if (Files.exists(data.resolve(HALF))) {
            throw new StartFailed("a restore into " + data + " was begun and did not end: empty the directory (and the"
                    + " database, where database.url names one), and restore again");
        }
    }

    /// For /health, and figures for monitoring. Old backups do not keep the server from serving.
    List<HealthCheck> health(MeterRegistry registry) {
        age(registry, "tassis.backup.age", BackupLog.Kind.BACKUP, "since the newest good backup was made");
        age(registry, "tassis.backup.drill.age", BackupLog.Kind.DRILL, "since a backup was put back for trial");
        return List.of(
                HealthCheck.beside("backup", backups::problem),
                HealthCheck.beside("backup drill", backups::drillProblem));
    }

    private void age(MeterRegistry registry, String name, BackupLog.Kind kind, String description) {
        if (!settings.backup().isOn()) {
            return;
        }
        TimeGauge.builder(name, backups, TimeUnit.SECONDS, of -> of.log()
                        .last(kind, true)
                        .map(entry -> (double)
                                Duration.between(entry.at(), Instant.now()).toSeconds())
                        .orElse(Double.NaN))
                .description(description)
                .register(registry);
    }

    Backups backups() {
        return backups;
    }

    /// Where there is no data.
    Command commands() {
        return commands(Optional.empty(), Optional.empty(), Optional.empty());
    }

    Command commands(Storage storage) {
        return commands(
                Optional.of(storage.snapshots()),
                Optional.of(storage.mailboxes()),
                jobs.or(() -> Optional.of(backups.jobs(Runnable::run))));
    }

    private Command commands(
            Optional<Snapshot.Source> source, Optional<Mailboxes> mailboxes, Optional<BackupJobs> listed) {
        return new BackupCommands(
                backups,
                source,
                data -> Storage.openDatabase(settings, data, Database::openAsIs),
                DrillServer::start,
                mailboxes,
                listed);
    }

    /// `backup` here, and every other word there.
    Command beside(Storage storage, Command others) {
        Command own = commands(storage);
        return (words, in, out, err) ->
                (!words.isEmpty() && words.getFirst().equals("backup") ? own : others).run(words, in, out, err);
    }

    /// Makes backups when it is time, and lets the postmaster know when there is none.
    void start(Post post, Supplier<Optional<DomainName>> mainDomain, Housekeeping housekeeping) {
        LiveCopies copies = pages.orElseThrow();
        housekeeping.every(Duration.ofMinutes(10), "closing backups nobody looks into", copies::tidy);
        if (!settings.backup().isOn()) {
            LOG.warn("no backups are made: backup.target names no place for them");
            return;
        }
        backups.begin();
        Alarm bell = new Alarm(backups, (subject, text) -> tell(post, mainDomain, subject, text));
        alarm = Optional.of(bell);
        housekeeping.every(Duration.ofMinutes(30), "looking after backups", bell::look);
        schedule(() -> night(copies, post, mainDomain));
    }

    private void schedule(Runnable night) {
        long jitter = settings.backup().jitter().toMillis();
        Instant due = next(Instant.now(), LocalTime.parse(settings.backup().at()), ZoneId.systemDefault())
                .plusMillis(jitter == 0 ? 0 : ThreadLocalRandom.current().nextLong(jitter));
        long wait = due.toEpochMilli() - System.currentTimeMillis();
        next = Optional.of(due);
        thread.schedule(
                () -> {
                    try {
                        night.run();
                    } finally {
                        if (!thread.isShutdown()) {
                            schedule(night);
                        }
                    }
                },
                Math.max(wait, 1000),
                TimeUnit.MILLISECONDS);
    }

    /// The next time that a clock on the wall shows `at`.
    static Instant next(Instant now, LocalTime at, ZoneId zone) {
        ZonedDateTime today = now.atZone(zone).with(at);
        return (today.toInstant().isAfter(now) ? today : today.plusDays(1)).toInstant();
    }

    private void night(LiveCopies copies, Post post, Supplier<Optional<DomainName>> mainDomain) {
        try {
            List<String> problems = copies.makeHere();
            if (!problems.isEmpty()) {
                tell(post, mainDomain, "The backup is not whole", String.join("\n", problems));
                alarm.ifPresent(bell -> bell.told(false));
            }
            if (backups.isDrillDue()) {
                drill(copies, post, mainDomain);
            }
        } catch (Stopped e) {
            LOG.info("the backup of this night was stopped; the next is made tomorrow");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.error("the backup failed", e);
            tell(
                    post,
                    mainDomain,
                    "The backup failed",
                    e.getMessage() + "\n\n"
                            + backups.problem().orElse("")
                            + "\n\nIt is tried again tomorrow; ./tassis backup now tries it at once.");
            alarm.ifPresent(bell -> bell.told(false));
        }
    }

    private void drill(LiveCopies copies, Post post, Supplier<Optional<DomainName>> mainDomain) {
        try {
            Drill.Report report = copies.drillHere();
            tell(
                    post,
                    mainDomain,
                    report.good() ? "Backup drill: all is well" : "Backup drill: the backup is damaged",
                    report.text());
            if (!report.good()) {
                alarm.ifPresent(bell -> bell.told(true));
            }
        } catch (Stopped e) {
            LOG.info("the drill was stopped; the next is made after the next backup");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.error("the drill failed", e);
            tell(
                    post,
                    mainDomain,
                    "Backup drill: it could not be done",
                    e.getMessage() + "\n\nIt is tried again tomorrow; ./tassis backup drill tries it at once.");
            alarm.ifPresent(bell -> bell.told(true));
        }
    }

    private static boolean tell(Post post, Supplier<Optional<DomainName>> mainDomain, String subject, String text) {
        Optional<EmailAddress> postmaster =
                mainDomain.get().flatMap(domain -> EmailAddress.of("postmaster", domain.ascii()));
        if (postmaster.isEmpty()) {
            return false;
        }
        try {
            post.send(new Letter(subject, text), new Post.To.Address(postmaster.get()));
            return true;
        } catch (DirectoryException | StoreException e) {
            LOG.warn("nobody could be told by mail that backups need attention: {}", e.getMessage());
            return false;
        }
    }

    /// Interrupts a backup that runs: the next goes on where it was.
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(20, TimeUnit.SECONDS)) {
                LOG.warn("a backup does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pages.ifPresent(LiveCopies::close);
    }
}
