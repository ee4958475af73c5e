package org.tassis.launcher.backup;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.admin.backup.Copies;
import org.tassis.admin.backup.Job;
import org.tassis.backup.BackupException;
import org.tassis.backup.Progress;
import org.tassis.backup.StoppableProgress;
import org.tassis.backup.Stopped;

/// Work on backups that goes on when nobody looks: one job after the other, in one thread. Any thread gives
/// them.
public final class BackupJobs {
    private static final Logger LOG = LoggerFactory.getLogger(BackupJobs.class);

    private final JobBook book;
    private final Executor thread;
    private final InstantSource clock;
    private final Map<Long, StoppableProgress> running = new ConcurrentHashMap<>();

    BackupJobs(JobBook book, Executor thread, InstantSource clock) {
        this.book = book;
        this.thread = thread;
        this.clock = clock;
    }

    /// What a job came to.
    ///
    /// @param well    whether nothing was wrong
    /// @param backup  id of the backup it was about
    /// @param remarks sentences on what was wrong
    /// @param report  of a drill
    record Ending(
            boolean well,
            String backup,
            SortedMap<String, Long> figures,
            List<String> remarks,
            Optional<Instant> report) {
        /// Somebody stopped it, and nothing is left of it.
        static final Ending STOPPED = Ending.of(false, "", List.of()).stopped();

        static Ending of(boolean well, String backup, List<String> remarks) {
            return new Ending(well, backup, new TreeMap<>(), remarks, Optional.empty());
        }

        /// The same, of work that somebody stopped on the way.
        Ending stopped() {
            return with(Job.ASKED, 1);
        }

        private Job.State state() {
            if (figures.containsKey(Job.ASKED)) {
                return Job.State.STOPPED;
            }
            return well ? Job.State.DONE : Job.State.WRONG;
        }

        Ending with(String name, long figure) {
            SortedMap<String, Long> more = new TreeMap<>(figures);
            more.put(name, figure);
            return new Ending(well, backup, more, remarks, report);
        }

        Ending reported(Instant at) {
            return new Ending(well, backup, figures, remarks, Optional.of(at));
        }
    }

    /// What a job does.
    @FunctionalInterface
    interface Doing {
        Ending run(Progress progress) throws IOException, InterruptedException;
    }

    /// At the start of a server: what had not ended is not gone on with.
    public void recover() {
        book.stopAll(clock.instant());
    }

    List<Job> newest(int limit) {
        return book.newest(limit);
    }

    Optional<Job> find(long id) {
        return book.find(id);
    }

    /// Given now, done when its turn comes.
    Job give(Job.Kind kind, String backup, Job.Chosen choice, Copies.Giver by, Doing doing) {
        Job job = add(kind, backup, choice, by);
        try {
            thread.execute(() -> {
                try {
                    run(job.id(), doing);
                } catch (Stopped e) {
                    LOG.info("work on backups was stopped");
                } catch (IOException | RuntimeException e) {
                    LOG.warn("work on backups did not go well: {}", e.getMessage());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        } catch (RejectedExecutionException e) {
            book.change(job.id(), true, one -> JobBook.ended(one, Job.State.STOPPED, clock.instant()));
        }
        return book.find(job.id()).orElse(job);
    }

    private Job add(Job.Kind kind, String backup, Job.Chosen choice, Copies.Giver by) {
        return book.add(id -> new Job(
                id,
                kind,
                backup,
                choice,
                by.name(),
                by.customer(),
                Job.State.WAITING,
                clock.instant(),
                Optional.empty(),
                Job.Progress.NONE,
                new TreeMap<>(),
                List.of(),
                Optional.empty()));
    }

    /// Done at once by this thread, for all to see; what it throws is thrown.
    ///
    /// @param ending of what it came to
    <T> T here(
            Job.Kind kind,
            String backup,
            Job.Chosen choice,
            Copies.Giver by,
            Backups.Work<T> work,
            Function<T, Ending> ending)
            throws IOException, InterruptedException {
        List<T> results = new ArrayList<>();
        run(add(kind, backup, choice, by).id(), progress -> {
            T result = work.run(progress);
            results.add(result);
            return ending.apply(result);
        });
        return results.getFirst();
    }

    private void run(long id, Doing doing) throws IOException, InterruptedException {
        StoppableProgress progress = new StoppableProgress(
                (what, done, total) -> book.change(id, false, job -> with(job, job.state(), step(what, done, total))));
        running.put(id, progress); // before the state: who sees it running can stop it
        book.change(
                id,
                true,
                job -> job.state() == Job.State.WAITING ? with(job, Job.State.RUNNING, Job.Progress.NONE) : job);
        try {
            if (book.find(id).filter(Job::isRunning).isEmpty()) {
                throw new Stopped(); // while it waited
            }
            Ending ending = doing.run(progress);
            end(id, ending.state(), ending);
        } catch (Stopped e) {
            end(id, Job.State.STOPPED, Ending.STOPPED);
            throw e;
        } catch (InterruptedException e) {
            end(id, Job.State.STOPPED, Ending.of(false, "", List.of()));
            throw e;
        } catch (IOException | RuntimeException e) {
            if (!(e instanceof IOException || e instanceof BackupException)) {
                LOG.error("work on backups failed", e);
            }
            end(id, Job.State.FAILED, Ending.of(false, "", List.of(Sentences.of(e))));
            throw e;
        } finally {
            running.remove(id);
        }
    }

    /// Ends a job: what waits at once, what runs at its next object. Does nothing to one that has ended.
    void stop(long id) {
        book.change(id, true, job -> switch (job.state()) {
            case WAITING -> ended(job, Job.State.STOPPED, Ending.STOPPED);
            case RUNNING -> with(job, Job.State.STOPPING, job.progress());
            case STOPPING, DONE, WRONG, FAILED, STOPPED -> job;
        });
        Optional.ofNullable(running.get(id)).ifPresent(StoppableProgress::stop);
    }

    private void end(long id, Job.State state, Ending ending) {
        book.change(id, true, job -> ended(job, state, ending));
    }

    private Job ended(Job job, Job.State state, Ending ending) {
        return new Job(
                job.id(),
                job.kind(),
                ending.backup().isEmpty() ? job.backup() : ending.backup(),
                job.choice(),
                job.actor(),
                job.customer(),
                state,
                job.created(),
                Optional.of(clock.instant()),
                job.progress(),
                ending.figures(),
                ending.remarks(),
                ending.report());
    }

    private static Job with(Job job, Job.State state, Job.Progress progress) {
        return new Job(
                job.id(),
                job.kind(),
                job.backup(),
                job.choice(),
                job.actor(),
                job.customer(),
                state,
                job.created(),
                job.ended(),
                progress,
                job.figures(),
                job.remarks(),
                job.report());
    }

    /// The first word of what is done says what it is.
    private static Job.Progress step(String what, long done, long total) {
        String word = what.split(" ", 2)[0];
        return new Job.Progress(
                switch (word) {
                    case "looking", "table", "file", "messages", "mailbox", "examining", "starting" -> word;
                    case "volume", "volumes" -> "volume";
                    case "reading" -> "mailbox";
                    default -> "";
                },
                done,
                total);
    }
}
