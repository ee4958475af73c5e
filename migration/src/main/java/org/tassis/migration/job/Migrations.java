package org.tassis.migration.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.Secret;
import org.tassis.migration.file.NotMail;
import org.tassis.migration.intake.Progress;
import org.tassis.migration.intake.Stopped;
import org.tassis.store.StoreException;

/// The jobs of this server: given, run, looked at, stopped, taken up again. A bounded number runs at once,
/// each on a virtual thread, and one at a time for each mailbox. Any thread; close it before the store.
public final class Migrations implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    /// How often a job writes down how far it got.
    private static final Duration EVERY = Duration.ofSeconds(5);

    /// Characters of why a job is in its state.
    private static final int MAX_MESSAGE = 900;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final JobRecords records;
    private final Map<Job.Kind, Work> works;
    private final int atOnce;
    private final InstantSource clock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final Map<Long, Running> running = new HashMap<>();
    private final Map<Long, Secret> passwords = new HashMap<>();
    private boolean closed;

    private record Running(Job job, Progress progress, String key) {}

    /// Begins with what an earlier process left unfinished.
    ///
    /// @param atOnce how many jobs may run at once
    public Migrations(JobRecords records, Map<Job.Kind, Work> works, int atOnce, InstantSource clock) {
        this.records = records;
        this.works = Map.copyOf(works);
        this.atOnce = atOnce;
        this.clock = clock;
    }

    /// Takes up what an earlier process left unfinished. Once.
    public void start() {
        for (Job job : records.unfinished()) {
            if (job.state() == Job.State.RUNNING) {
                records.update(job.with(Job.State.WAITING, "", clock.instant()));
            }
        }
        next();
    }

    /// Gives a job; it begins as soon as others let it.
    public Job give(NewJob job) {
        Job made = records.add(job, job.keep() ? job.password() : Optional.empty(), clock.instant());
        lock.lock();
        try {
            job.password().ifPresent(password -> passwords.put(made.id(), new Secret(password.reveal())));
        } finally {
            lock.unlock();
        }
        LOG.info("Job {}: {} for {}, given by {}", made.id(), made.kind(), made.login(), made.actor());
        next();
        return made;
    }

    /// With the newest figures.
    public Optional<Job> job(long id) {
        return records.job(id).map(this::live);
    }

    /// Newest first, with the newest figures.
    public List<Job> jobs(int limit) {
        return records.jobs(limit).stream().map(this::live).toList();
    }

    /// Likewise, those of one mailbox.
    public List<Job> jobs(AccountId account, int limit) {
        return records.jobs(account, limit).stream().map(this::live).toList();
    }

    private Job live(Job job) {
        lock.lock();
        try {
            Running now = running.get(job.id());
            return now == null ? job : job.with(now.progress().figures());
        } finally {
            lock.unlock();
        }
    }

    /// Stops a job that waits or runs. What it did stays.
    ///
    /// @return whether there was something to stop
    public boolean cancel(long id) {
        lock.lock();
        try {
            Running now = running.get(id);
            if (now != null) {
                now.progress().cancel();
                return true;
            }
            Optional<Job> waiting = records.job(id)
                    .filter(job -> job.state() == Job.State.WAITING || job.state() == Job.State.PASSWORD);
            waiting.ifPresent(job -> records.update(job.with(Job.State.CANCELLED, "It was stopped.", clock.instant())));
            waiting.ifPresent(_ -> records.forgetSecret(id));
            change.signalAll();
            return waiting.isPresent();
        } finally {
            lock.unlock();
        }
    }

    /// Lets a job that ended go on, or look once more for what came meanwhile.
    ///
    /// @return empty when there is none of that number, or it runs
    public Optional<Job> resume(long id, Optional<Secret> password) {
        lock.lock();
        try {
            Optional<Job> ended = records.job(id).filter(job -> job.state().isEnd());
            ended.ifPresent(job -> {
                password.ifPresent(given -> passwords.put(id, new Secret(given.reveal())));
                records.update(job.with(Progress.Figures.NONE).with(Job.State.WAITING, "", clock.instant()));
            });
            if (ended.isEmpty()) {
                return Optional.empty();
            }
        } finally {
            lock.unlock();
        }
        next();
        return job(id);
    }

    /// Waits until a job ends, at most as long as said.
    ///
    /// @return as it stands then
    public Optional<Job> await(long id, Duration most) {
        lock.lock();
        try {
            long left = most.toNanos();
            while (left > 0
                    && records.job(id).filter(job -> !job.state().isEnd()).isPresent()) {
                left = change.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return job(id);
    }

    /// Forgets jobs that ended before that instant.
    public int forget(Instant before) {
        return records.forget(before);
    }

    /// Starts as many of those that wait as may run.
    private void next() {
        lock.lock();
        try {
            if (closed || running.size() >= atOnce) {
                return;
            }
            for (Job job : records.unfinished()) {
                if (running.size() >= atOnce) {
                    return;
                }
                if (mayRun(job)) {
                    begin(job);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean mayRun(Job job) {
        if (job.state() != Job.State.WAITING || running.containsKey(job.id())) {
            return false;
        }
        String key = key(job);
        int same = 0;
        for (Running other : running.values()) {
            if (other.job().account().equals(job.account())) {
                return false;
            }
            same += other.key().equals(key) ? 1 : 0;
        }
        return key.isEmpty() || same < work(job).atOnce(job);
    }

    private static String key(Job job) {
        return job.said("host")
                .map(host -> host + ":" + job.said("port").orElse(""))
                .orElse("");
    }

    private Work work(Job job) {
        Work work = works.get(job.kind());
        if (work == null) {
            throw new IllegalStateException("no work of kind " + job.kind());
        }
        return work;
    }

    private void begin(Job job) {
        Job begun = job.with(Job.State.RUNNING, "", clock.instant());
        records.update(begun);
        Running now = new Running(begun, new Progress(), key(job));
        running.put(job.id(), now);
        Thread.ofVirtual().name("migration-" + job.id()).start(() -> run(now));
    }

    private void run(Running now) {
        Job job = now.job();
        Thread writer = Thread.ofVirtual().start(() -> writeDown(now));
        Job ended = end(now);
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            running.remove(job.id());
            records.update(ended);
            if (ended.state() == Job.State.DONE || ended.state() == Job.State.CANCELLED) {
                records.forgetSecret(job.id());
                Secret password = passwords.remove(job.id());
                if (password != null) {
                    password.close();
                }
            }
            LOG.info(
                    "Job {} for {}: {}, {} messages{}",
                    job.id(),
                    job.login(),
                    ended.state(),
                    ended.figures().messages(),
                    ended.message().isEmpty() ? "" : ". " + ended.message());
        } catch (StoreException e) {
            LOG.error("Job {}: how it ended could not be written down", job.id(), e);
        } finally {
            change.signalAll();
            lock.unlock();
        }
        next();
    }

    private Job end(Running now) {
        Job.State state = Job.State.DONE;
        String message = "";
        try {
            work(now.job()).run(now.job(), password(now.job().id()), now.progress());
        } catch (Stopped e) {
            message = String.valueOf(e.getMessage());
            state = switch (e.reason()) {
                case CANCELLED -> isClosed() ? Job.State.WAITING : Job.State.CANCELLED;
                case FULL -> Job.State.FULL;
                case FAILED -> Job.State.FAILED;
            };
        } catch (Work.NeedsPassword e) {
            state = Job.State.PASSWORD;
            message = "The password for the other server is needed again: it is not kept.";
        } catch (NotMail e) {
            state = Job.State.FAILED;
            message = String.valueOf(e.getMessage());
        } catch (StoreException e) {
            state = isClosed() ? Job.State.WAITING : Job.State.FAILED;
            message = "The mail store answered: " + e.failure();
        } catch (RuntimeException e) {
            LOG.error("Job {} failed", now.job().id(), e);
            state = Job.State.FAILED;
            message = "It failed; the server's log says why.";
        }
        return now.job()
                .with(now.progress().figures())
                .with(state, Progress.harmless(message, MAX_MESSAGE), clock.instant());
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Secret> password(long id) {
        lock.lock();
        try {
            Secret known = passwords.get(id);
            return known == null ? records.secret(id) : Optional.of(new Secret(known.reveal()));
        } finally {
            lock.unlock();
        }
    }

    private void writeDown(Running now) {
        try {
            while (true) {
                Thread.sleep(EVERY);
                records.update(now.job().with(now.progress().figures()));
            }
        } catch (InterruptedException e) {
            // the job ended
        } catch (StoreException e) {
            LOG.debug(
                    "Job {}: how far it got could not be written down",
                    now.job().id(),
                    e);
        }
    }

    /// Lets jobs stop at their next message; they go on at the next start.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            running.values().forEach(now -> now.progress().cancel());
            long left = PATIENCE.toNanos();
            while (!running.isEmpty() && left > 0) {
                left = change.awaitNanos(left);
            }
            passwords.values().forEach(Secret::close);
            passwords.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
