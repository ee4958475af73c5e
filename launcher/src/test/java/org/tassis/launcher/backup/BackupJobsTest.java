package org.tassis.launcher.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.admin.backup.Copies;
import org.tassis.admin.backup.Job;
import org.tassis.backup.BackupException;
import org.tassis.backup.Progress;

/// Work that somebody stops while it waits, while it runs, and when it has ended.
@Timeout(30)
class BackupJobsTest {
    private static final Copies.Giver BY = new Copies.Giver("operator", Optional.empty());

    @TempDir
    private Path directory;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch told = new CountDownLatch(1);
    private final AtomicInteger objects = new AtomicInteger();

    private BackupJobs jobs() {
        return new BackupJobs(
                new JobBook(directory.resolve("jobs")),
                thread,
                InstantSource.fixed(Instant.parse("2026-11-21T02:30:00Z")));
    }

    @AfterEach
    void stop() {
        thread.shutdownNow();
    }

    private static Job give(BackupJobs jobs, Job.Kind kind, BackupJobs.Doing doing) {
        return jobs.give(kind, "", Job.Chosen.NOTHING, BY, doing);
    }

    /// Ends by itself behind a thousand objects; waits at the first until the test has told it what it wants.
    private BackupJobs.Ending objects(Progress progress) throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            progress.at("messages", i, 1000);
            objects.incrementAndGet();
            begun.countDown();
            told.await();
        }
        return BackupJobs.Ending.of(true, "", List.of());
    }

    private void ends() throws Exception {
        thread.shutdown();
        assertThat(thread.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    private static Job now(BackupJobs jobs, Job job) {
        return jobs.find(job.id()).orElseThrow();
    }

    @Test
    void whatRunsEndsAtItsNextObject() throws Exception {
        BackupJobs jobs = jobs();
        Job job = give(jobs, Job.Kind.BACKUP, this::objects);
        begun.await();
        jobs.stop(job.id());
        assertThat(now(jobs, job).state()).isEqualTo(Job.State.STOPPING);
        told.countDown();
        ends();
        assertThat(objects).hasValue(1);
        assertThat(now(jobs, job).state()).isEqualTo(Job.State.STOPPED);
        assertThat(now(jobs, job).figure(Job.ASKED)).isEqualTo(1);
        assertThat(jobs().find(job.id()).orElseThrow().figure(Job.ASKED))
                .as("after a restart")
                .isEqualTo(1);
    }

    @Test
    void whatARestoreCameToIsSaid() throws Exception {
        BackupJobs jobs = jobs();
        Job job = give(jobs, Job.Kind.RESTORE, _ -> BackupJobs.Ending.of(true, "", List.of())
                .with("back", 20)
                .stopped());
        ends();
        assertThat(now(jobs, job).state()).isEqualTo(Job.State.STOPPED);
        assertThat(now(jobs, job).figure("back")).isEqualTo(20);
    }

    @Test
    void whatWaitsIsNeverBegun() throws Exception {
        BackupJobs jobs = jobs();
        Job first = give(jobs, Job.Kind.BACKUP, this::objects);
        begun.await();
        AtomicInteger done = new AtomicInteger();
        Job second = give(jobs, Job.Kind.DRILL, _ -> {
            done.incrementAndGet();
            return BackupJobs.Ending.of(true, "", List.of());
        });
        jobs.stop(second.id());
        assertThat(now(jobs, second).state()).isEqualTo(Job.State.STOPPED);
        told.countDown();
        ends();
        assertThat(done).hasValue(0);
        assertThat(now(jobs, second).state()).isEqualTo(Job.State.STOPPED);
        assertThat(now(jobs, first).state()).as("nobody stopped that one").isEqualTo(Job.State.DONE);
    }

    @Test
    void whatIsDoneHereIsListedWithWhoGaveIt() throws Exception {
        BackupJobs jobs = jobs();
        Copies.Giver console = new Copies.Giver("console", Optional.empty());
        int found = jobs.here(
                Job.Kind.CHECK,
                "2026-11-21",
                Job.Chosen.NOTHING,
                console,
                progress -> {
                    progress.at("examining", 1, 2);
                    assertThat(jobs.newest(1).getFirst().state()).isEqualTo(Job.State.RUNNING);
                    return 7;
                },
                pieces -> BackupJobs.Ending.of(true, "2026-11-21", List.of()).with("pieces", pieces));
        assertThat(found).isEqualTo(7);
        Job job = jobs.newest(1).getFirst();
        assertThat(job.actor()).isEqualTo("console");
        assertThat(job.state()).isEqualTo(Job.State.DONE);
        assertThat(job.figure("pieces")).isEqualTo(7);
        assertThatThrownBy(() -> jobs.<Integer>here(
                        Job.Kind.DRILL,
                        "",
                        Job.Chosen.NOTHING,
                        console,
                        _ -> {
                            throw new BackupException("there is no backup");
                        },
                        _ -> BackupJobs.Ending.of(true, "", List.of())))
                .hasMessage("there is no backup");
        assertThat(jobs.newest(1).getFirst().state()).isEqualTo(Job.State.FAILED);
    }

    @Test
    void whatHasEndedStaysAsItIs() throws Exception {
        BackupJobs jobs = jobs();
        Job job = give(jobs, Job.Kind.CHECK, _ -> BackupJobs.Ending.of(true, "", List.of())
                .with("pieces", 3));
        ends();
        jobs.stop(job.id());
        assertThat(now(jobs, job).state()).isEqualTo(Job.State.DONE);
        assertThat(now(jobs, job).figure("pieces")).isEqualTo(3);
    }
}
