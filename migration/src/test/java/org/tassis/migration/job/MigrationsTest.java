package org.tassis.migration.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Secret;
import org.tassis.migration.intake.Progress;
import org.tassis.migration.intake.Stopped;

/// Jobs that outlive whoever gave them, and the process.
class MigrationsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final JobRecords records = new InMemoryJobs();
    private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    /// Waits to be let go, or stopped.
    private final Work waiting = new Work() {
        @Override
        public void run(Job job, Optional<Secret> password, Progress progress) {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                begun.add(job.login());
                while (go.getCount() > 0) {
                    progress.check();
                    Thread.onSpinWait();
                }
                progress.brought(1, 1000);
            } finally {
                running.decrementAndGet();
            }
        }

        @Override
        public int atOnce(Job job) {
            return 2;
        }
    };

    private Migrations migrations(Work work) {
        return new Migrations(records, Map.of(Job.Kind.IMAP, work), 10, InstantSource.system());
    }

    private static NewJob job(int account, String host, Optional<Secret> password, boolean keep) {
        TreeMap<String, String> spec = new TreeMap<>();
        spec.put("host", host);
        return new NewJob(Job.Kind.IMAP, new AccountId(account), "box" + account, spec, "operator", password, keep);
    }

    private static NewJob job(int account, String host) {
        return job(account, host, Optional.empty(), false);
    }

    @Test
    void noMoreConnectionsThanAllowedAndOneJobForAMailbox() throws Exception {
        try (Migrations migrations = migrations(waiting)) {
            List<Job> given = new ArrayList<>();
            for (int i = 1; i <= 6; i++) {
                given.add(migrations.give(job(i, "one.example")));
            }
            given.add(migrations.give(job(1, "other.example"))); // its mailbox is busy
            assertThat(begun.poll(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(begun.poll(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(begun.poll(100, TimeUnit.MILLISECONDS)).isNull();
            go.countDown();
            for (Job job : given) {
                assertThat(migrations.await(job.id(), LONG).orElseThrow().state())
                        .isEqualTo(Job.State.DONE);
            }
            assertThat(most.get()).isEqualTo(2);
        }
    }

    @Test
    void whatRanWhenTheProcessEndedGoesOnInTheNext() throws Exception {
        Job job;
        try (Migrations migrations = migrations(waiting)) {
            job = migrations.give(job(1, "one.example", Optional.of(new Secret("geheim")), true));
            assertThat(begun.poll(30, TimeUnit.SECONDS)).isEqualTo("box1");
        }
        assertThat(records.job(job.id()).orElseThrow().state()).isEqualTo(Job.State.WAITING);
        go.countDown();
        try (Migrations migrations = migrations(waiting)) {
            migrations.start();
            assertThat(migrations.await(job.id(), LONG).orElseThrow().figures().messages())
                    .isEqualTo(1);
        }
        assertThat(records.secret(job.id())).isEmpty(); // done, and forgotten
    }

    @Test
    void aKilledProcessToo() {
        Job job = records.add(
                job(1, "one.example"), Optional.empty(), InstantSource.system().instant());
        records.update(job.with(Job.State.RUNNING, "", InstantSource.system().instant()));
        go.countDown();
        try (Migrations migrations = migrations(waiting)) {
            migrations.start();
            assertThat(migrations.await(job.id(), LONG).orElseThrow().state()).isEqualTo(Job.State.DONE);
        }
    }

    @Test
    void aPasswordThatWasNotKeptIsAskedForAgain() {
        Work asking = (_, password, progress) -> {
            assertThat(password.orElseThrow(Work.NeedsPassword::new).reveal()).isEqualTo("geheim");
            progress.brought(1, 1);
        };
        Job job = records.add(
                job(1, "one.example"), Optional.empty(), InstantSource.system().instant());
        try (Migrations migrations = migrations(asking)) {
            migrations.start();
            assertThat(migrations.await(job.id(), LONG).orElseThrow().state()).isEqualTo(Job.State.PASSWORD);
            assertThat(migrations.resume(job.id(), Optional.of(new Secret("geheim"))))
                    .isPresent();
            assertThat(migrations.await(job.id(), LONG).orElseThrow().state()).isEqualTo(Job.State.DONE);
        }
    }

    @Test
    void aFullMailboxIsSaidAndGoesOnWithThePasswordThatIsStillKnown() {
        AtomicInteger runs = new AtomicInteger();
        Work full = (_, password, _) -> {
            if (password.isEmpty()) {
                throw new Work.NeedsPassword();
            }
            if (runs.incrementAndGet() == 1) {
                throw new Stopped(Stopped.Reason.FULL, "The mailbox is full.");
            }
        };
        try (Migrations migrations = migrations(full)) {
            Job job = migrations.give(job(1, "one.example", Optional.of(new Secret("geheim")), false));
            Job ended = migrations.await(job.id(), LONG).orElseThrow();
            assertThat(ended.state()).isEqualTo(Job.State.FULL);
            assertThat(ended.message()).isEqualTo("The mailbox is full.");
            migrations.resume(job.id(), Optional.empty());
            assertThat(migrations.await(job.id(), LONG).orElseThrow().state()).isEqualTo(Job.State.DONE);
        }
    }

    @Test
    void whatWaitsCanBeStoppedBeforeItBegins() throws Exception {
        try (Migrations migrations = migrations(waiting)) {
            migrations.give(job(1, "one.example"));
            assertThat(begun.poll(30, TimeUnit.SECONDS)).isEqualTo("box1");
            Job second = migrations.give(job(1, "one.example"));
            assertThat(migrations.cancel(second.id())).isTrue();
            assertThat(migrations.job(second.id()).orElseThrow().state()).isEqualTo(Job.State.CANCELLED);
            assertThat(migrations.cancel(second.id())).isFalse();
        }
    }
}
