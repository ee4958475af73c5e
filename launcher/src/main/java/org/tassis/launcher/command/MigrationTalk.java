package org.tassis.launcher.command;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.tassis.core.Secret;
import org.tassis.directory.desk.Visit;
import org.tassis.migration.intake.Progress;
import org.tassis.migration.job.Job;
import org.tassis.migration.job.MigrationDesk;
import org.tassis.migration.job.Migrations;
import picocli.CommandLine.Option;

/// What `migrate` and `export` have in common: giving jobs, with the right to it checked and written down,
/// and telling how they go.
final class MigrationTalk {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Talk talk;

    /// Whether to wait, and where the caller is.
    static final class Waiting {
        @Option(names = "--no-wait", description = "Do not wait for the end; migrate list tells how it goes.")
        boolean no;

        @Option(names = "--here", hidden = true, description = "The directory of the caller.")
        @Nullable
        String here;

        Path resolve(String path) {
            String directory = here;
            return (directory == null ? Path.of(path) : Path.of(directory).resolve(path))
                    .toAbsolutePath()
                    .normalize();
        }
    }

    record Row(
            long job,
            String kind,
            String login,
            String state,
            String at,
            long messages,
            long bytes,
            long known,
            long changed,
            long refused,
            long expected,
            String message,
            Instant given,
            Instant since,
            String by) {
        static Row of(Job job) {
            Progress.Figures figures = job.figures();
            return new Row(
                    job.id(),
                    what(job),
                    job.login(),
                    standing(job),
                    figures.at(),
                    figures.messages(),
                    figures.bytes(),
                    figures.known(),
                    figures.changed(),
                    figures.refused(),
                    figures.expected(),
                    job.message(),
                    job.created(),
                    job.changed(),
                    job.actor());
        }
    }

    MigrationTalk(Talk talk) {
        this.talk = talk;
    }

    private Migrations migrations() {
        return talk.migrations();
    }

    Job give(Job.Kind kind, String mailbox, SortedMap<String, String> spec, String act) {
        return give(kind, mailbox, spec, act, Optional.empty(), false);
    }

    Job give(
            Job.Kind kind,
            String mailbox,
            SortedMap<String, String> spec,
            String act,
            Optional<Secret> password,
            boolean keep) {
        return desk().give(kind, mailbox, spec, act, password, keep);
    }

    private MigrationDesk desk() {
        return new MigrationDesk(talk.wholeDesk(), Visit.CONSOLE, migrations());
    }

    Job find(long id) {
        return migrations().job(id).orElseThrow(() -> Talk.refused("Job " + id, "is not known: see migrate list"));
    }

    /// Tells how a job goes until it ends, or nobody listens any more.
    ///
    /// @return the exit status
    int follow(Job job, Waiting waiting) {
        if (waiting.no) {
            talk.out().println("Job " + job.id() + " given. See: migrate show " + job.id());
            return 0;
        }
        talk.out()
                .println("Job " + job.id() + " for " + job.login()
                        + ". Interrupting this command does not stop it: migrate cancel " + job.id() + " does.");
        long before = -1;
        while (true) {
            talk.out().flush();
            if (talk.out().checkError()) {
                return 0; // whoever asked is gone
            }
            Job now = migrations().await(job.id(), EVERY).orElse(job);
            if (now.state().isEnd()) {
                return end(now);
            }
            long seen = now.figures().seen() + now.figures().changed();
            if (seen != before) {
                talk.out().println(line(now));
            }
            before = seen;
        }
    }

    private static String line(Job job) {
        Progress.Figures figures = job.figures();
        return "  " + figures.at() + ": " + figures.seen()
                + (figures.expected() > 0 ? " of " + Math.max(figures.expected(), figures.seen()) : "")
                + " messages, " + Values.size(figures.bytes());
    }

    private int end(Job job) {
        Progress.Figures figures = job.figures();
        figures.remarks().forEach(remark -> talk.out().println("  " + remark));
        if (figures.remarked() > figures.remarks().size()) {
            talk.out()
                    .println("  and " + (figures.remarked() - figures.remarks().size()) + " more remarks.");
        }
        String done = figures.messages() + (figures.messages() == 1 ? " message, " : " messages, ")
                + Values.size(figures.bytes()) + (job.kind() == Job.Kind.EXPORT ? " written" : " brought in")
                + (figures.known() > 0 ? ", " + figures.known() + " were there already" : "")
                + (figures.changed() > 0 ? ", flags of " + figures.changed() + " changed" : "")
                + (figures.refused() > 0 ? ", " + figures.refused() + " could not be taken" : "") + ".";
        boolean well = job.state() == Job.State.DONE;
        talk.out().println("Job " + job.id() + " for " + job.login() + ": " + standing(job) + ". " + done);
        if (!job.message().isEmpty()) {
            (well ? talk.out() : talk.err()).println(job.message());
        }
        return well && figures.refused() == 0 ? 0 : 1;
    }

    Job await(Job job, Duration most) {
        return migrations().await(job.id(), most).orElse(job);
    }

    /// One line, for one of many.
    int shortEnd(Job job, int number, int of) {
        Progress.Figures figures = job.figures();
        talk.out()
                .println("  " + number + "/" + of + "  " + job.login() + ": " + standing(job) + ", "
                        + figures.messages() + " messages, " + Values.size(figures.bytes())
                        + (figures.refused() > 0 ? ", " + figures.refused() + " refused" : "")
                        + (job.message().isEmpty() ? "" : ". " + job.message()));
        return job.state() == Job.State.DONE ? 0 : 1;
    }

    int list(int most, boolean json) {
        List<Job> jobs = new ArrayList<>(migrations().jobs(most).reversed());
        if (json) {
            Json.printAll(talk.out(), jobs.stream().map(Row::of).iterator());
            return 0;
        }
        if (jobs.isEmpty()) {
            talk.out().println("Nothing was given to do.");
            return 0;
        }
        new Table(talk.out(), "JOB", "WHAT", "MAILBOX", "STATE", "MESSAGES", "OF", "SIZE", "KNOWN", "REFUSED", "SINCE")
                .print(jobs.stream()
                        .map(job -> List.of(
                                Long.toString(job.id()),
                                what(job),
                                job.login(),
                                standing(job),
                                Long.toString(job.figures().messages()),
                                job.figures().expected() == 0
                                        ? ""
                                        : Long.toString(job.figures().expected()),
                                Values.size(job.figures().bytes()),
                                Long.toString(job.figures().known()),
                                Long.toString(job.figures().refused()),
                                TIME.format(job.changed())))
                        .toList());
        return 0;
    }

    int show(long id) {
        Job job = find(id);
        line(
                "Job",
                id + ", " + what(job) + " for " + job.login() + ", given by " + job.actor() + " at "
                        + TIME.format(job.created()));
        job.spec().forEach((key, value) -> line("  " + key, Progress.harmless(value)));
        line("State", standing(job) + " since " + TIME.format(job.changed()));
        if (!job.message().isEmpty()) {
            line("Because", job.message());
        }
        Progress.Figures figures = job.figures();
        line("Folder", figures.at());
        line("Messages", figures.messages() + ", " + Values.size(figures.bytes()));
        line("There already", Long.toString(figures.known()));
        line("Flags changed", Long.toString(figures.changed()));
        line("Refused", Long.toString(figures.refused()));
        figures.remarks().forEach(remark -> talk.out().println("  " + remark));
        return 0;
    }

    private void line(String name, String value) {
        talk.out().println(name + " ".repeat(Math.max(1, 15 - name.length())) + value);
    }

    void cancel(long id) {
        find(id);
        boolean stopped = desk().cancel(id);
        if (!stopped) {
            throw Talk.refused("Job " + id, "has ended already");
        }
        talk.out().println("Job " + id + " is stopped.");
    }

    int resume(List<Long> ids, Optional<Secret> password, Waiting waiting) {
        int status = 0;
        for (long id : ids) {
            find(id);
            Optional<Job> job = desk().resume(id, password);
            if (job.isEmpty()) {
                talk.err().println("Job " + id + " has not ended.");
                status = 1;
            } else if (ids.size() == 1) {
                return follow(job.get(), waiting);
            } else {
                talk.out().println("Job " + id + " goes on.");
            }
        }
        return status;
    }

    private static String what(Job job) {
        return switch (job.kind()) {
            case FILES -> "import";
            case IMAP -> "imap";
            case VIRTUALMIN -> "virtualmin";
            case EXPORT -> "export";
        };
    }

    static String standing(Job job) {
        return switch (job.state()) {
            case WAITING -> "waits";
            case RUNNING -> "runs";
            case DONE -> "done";
            case FULL -> "mailbox full";
            case FAILED -> "failed";
            case CANCELLED -> "stopped";
            case PASSWORD -> "needs the password";
        };
    }
}
