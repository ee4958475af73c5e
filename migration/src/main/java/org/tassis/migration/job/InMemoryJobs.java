package org.tassis.migration.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tassis.core.AccountId;
import org.tassis.core.Secret;
import org.tassis.migration.intake.Progress;

/// For tests, and as the model of the others. Any thread.
public final class InMemoryJobs implements JobRecords {
    private final TreeMap<Long, Job> jobs = new TreeMap<>();
    private final Map<Long, Secret> secrets = new HashMap<>();
    private long last;

    @Override
    public synchronized Job add(NewJob job, Optional<Secret> secret, Instant when) {
        Job made = new Job(
                ++last,
                job.kind(),
                job.account(),
                job.login(),
                job.spec(),
                job.actor(),
                Job.State.WAITING,
                Progress.Figures.NONE,
                "",
                when,
                when);
        jobs.put(made.id(), made);
        secret.ifPresent(kept -> secrets.put(made.id(), kept));
        return made;
    }

    @Override
    public synchronized Optional<Job> job(long id) {
        return Optional.ofNullable(jobs.get(id));
    }

    @Override
    public synchronized List<Job> jobs(int limit) {
        return jobs.descendingMap().values().stream().limit(limit).toList();
    }

    @Override
    public synchronized List<Job> jobs(AccountId account, int limit) {
        return jobs.descendingMap().values().stream()
                .filter(job -> job.account().equals(account))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<Job> unfinished() {
        return jobs.values().stream().filter(job -> !job.state().isEnd()).toList();
    }

    @Override
    public synchronized void update(Job job) {
        jobs.replace(job.id(), job);
    }

    @Override
    public synchronized Optional<Secret> secret(long id) {
        return Optional.ofNullable(secrets.get(id));
    }

    @Override
    public synchronized void forgetSecret(long id) {
        secrets.remove(id);
    }

    @Override
    public synchronized int forget(Instant before) {
        List<Long> old = new ArrayList<>();
        for (Job job : jobs.values()) {
            if (job.state().isEnd() && job.changed().isBefore(before)) {
                old.add(job.id());
            }
        }
        old.forEach(jobs::remove);
        old.forEach(secrets::remove);
        return old.size();
    }
}
