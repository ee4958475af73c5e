package org.tassis.launcher;

import java.time.InstantSource;
import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.mailflow.spam.Learner;
import org.tassis.mailflow.trace.Deletions;

/// Who hears of what people do with their mail.
final class Watchers implements AutoCloseable {
    private final Learner learner;
    private final Deletions deletions;

    /// They begin at once.
    Watchers(Storage storage, String hostname) {
        learner = new Learner(storage.store(), storage.spam(), storage.reputation(), InstantSource.system());
        deletions = new Deletions(
                storage.store(),
                hostname,
                id -> storage.directory().loginOf(id).map(Login::value),
                storage.trace(),
                InstantSource.system());
    }

    /// Before it is purged.
    void removed(AccountId account) {
        deletions.allOf(account);
    }

    @Override
    public void close() {
        deletions.close();
        learner.close();
    }
}
