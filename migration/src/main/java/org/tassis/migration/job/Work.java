package org.tassis.migration.job;

import java.util.Optional;
import org.tassis.core.Secret;
import org.tassis.migration.intake.Progress;

/// What jobs of one kind do, on a thread of their own. Doing it again after it was stopped goes on.
@FunctionalInterface
public interface Work {
    /// @param password for the other server, if one was given
    /// @throws org.tassis.migration.intake.Stopped before the end
    /// @throws NeedsPassword it cannot begin
    void run(Job job, Optional<Secret> password, Progress progress);

    /// How many jobs of the same key may run at once: for another server, its connections.
    default int atOnce(Job job) {
        return Integer.MAX_VALUE;
    }

    /// There is no password, and one is needed.
    final class NeedsPassword extends RuntimeException {
        private static final long serialVersionUID = 1;

        public NeedsPassword() {
            super("no password", null, false, false);
        }
    }
}
