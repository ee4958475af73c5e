package org.tassis.migration.job;

import java.nio.file.Path;
import java.util.Optional;
import org.tassis.core.Secret;
import org.tassis.directory.Directory;
import org.tassis.migration.intake.Progress;
import org.tassis.migration.virtualmin.VirtualminMail;
import org.tassis.store.MailStore;
import org.tassis.store.PopIds;

/// Jobs of {@link Job.Kind#VIRTUALMIN}: the mail of a backup at `path`, for all whose mailboxes were made.
public final class VirtualminWork implements Work {
    private final MailStore store;
    private final PopIds ids;
    private final Directory directory;
    private final Path spool;

    /// @param ids   keeps the numbers by which POP3 programs know messages
    /// @param spool a directory for large messages
    public VirtualminWork(MailStore store, PopIds ids, Directory directory, Path spool) {
        this.store = store;
        this.ids = ids;
        this.directory = directory;
        this.spool = spool;
    }

    @Override
    public void run(Job job, Optional<Secret> password, Progress progress) {
        new VirtualminMail(store, ids, directory, spool, progress)
                .run(Path.of(job.said("path").orElse("")));
    }
}
