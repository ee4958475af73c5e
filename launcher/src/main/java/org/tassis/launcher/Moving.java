package org.tassis.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.tassis.directory.Directory;
import org.tassis.migration.imap.PullRecords;
import org.tassis.migration.job.FileWorks;
import org.tassis.migration.job.Job;
import org.tassis.migration.job.JobRecords;
import org.tassis.migration.job.Migrations;
import org.tassis.migration.job.PullWork;
import org.tassis.migration.job.Uploads;
import org.tassis.migration.job.VirtualminWork;
import org.tassis.store.MailStore;
import org.tassis.store.PopIds;

/// Mail that is brought in and taken out, wired.
final class Moving {
    /// Jobs at once: bringing mail in is work of the store's one writer, and of the network.
    private static final int AT_ONCE = 4;

    private Moving() {}

    static Migrations of(
            MailStore store,
            Directory directory,
            JobRecords jobs,
            PullRecords pulls,
            PopIds ids,
            Path data,
            Uploads uploads) {
        Path spool = data.resolve("spool");
        try {
            Files.createDirectories(spool);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Migrations(
                jobs,
                Map.of(
                        Job.Kind.FILES,
                        FileWorks.bring(store, ids, spool, uploads),
                        Job.Kind.EXPORT,
                        FileWorks.take(store),
                        Job.Kind.IMAP,
                        new PullWork(store, pulls, ids, spool),
                        Job.Kind.VIRTUALMIN,
                        new VirtualminWork(store, ids, directory, spool)),
                AT_ONCE,
                InstantSource.system());
    }
}
