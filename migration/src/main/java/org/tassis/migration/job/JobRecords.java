package org.tassis.migration.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.Secret;

/// Where jobs are remembered. Any thread; a database that fails is a {@link org.tassis.store.StoreException}
/// with Unavailable.
public interface JobRecords {
    /// @param secret to be kept with it, sealed
    Job add(NewJob job, Optional<Secret> secret, Instant when);

    Optional<Job> job(long id);

    /// Newest first.
    List<Job> jobs(int limit);

    /// Those of one mailbox, newest first.
    List<Job> jobs(AccountId account, int limit);

    /// Those that wait or run, oldest first.
    List<Job> unfinished();

    /// Writes state, figures and message.
    void update(Job job);

    Optional<Secret> secret(long id);

    /// Forgets the secret of a job.
    void forgetSecret(long id);

    /// Forgets jobs that ended before that instant.
    int forget(Instant before);
}
