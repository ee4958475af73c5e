package org.tassis.migration.job;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tassis.core.AccountId;
import org.tassis.core.Secret;

/// A job to be given.
///
/// @param password for the other server
/// @param keep     whether the password is to be kept, sealed, so that the job goes on by itself after a
///     restart
public record NewJob(
        Job.Kind kind,
        AccountId account,
        String login,
        SortedMap<String, String> spec,
        String actor,
        Optional<Secret> password,
        boolean keep) {
    public NewJob {
        spec = Collections.unmodifiableSortedMap(new TreeMap<>(spec));
    }
}
