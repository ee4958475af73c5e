package org.tassis.migration.job;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tassis.core.MailboxName;
import org.tassis.migration.file.FileImport;
import org.tassis.migration.file.MailExport;
import org.tassis.migration.file.NotMail;
import org.tassis.migration.file.Shelf;
import org.tassis.migration.intake.Progress;
import org.tassis.migration.intake.Stopped;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.PopIds;

/// Jobs with files of this machine.
public final class FileWorks {
    private FileWorks() {}

    /// Brings mail in: {@link Job.Kind#FILES}.
    ///
    /// @param spool a directory for large messages
    public static Work bring(MailStore store, Path spool) {
        return bring(store, PopIds.NONE, spool);
    }

    /// @param ids keeps the numbers by which POP3 programs know messages
    public static Work bring(MailStore store, PopIds ids, Path spool) {
        return (job, _, progress) -> new FileImport(store, ids, spool, progress)
                .run(job.account(), Path.of(job.said("path").orElse("")), options(job));
    }

    /// Likewise, from files of this machine or from those that people sent, which are forgotten then.
    public static Work bring(MailStore store, PopIds ids, Path spool, Uploads uploads) {
        Work named = bring(store, ids, spool);
        return (job, password, progress) -> {
            Optional<String> sent = job.said("upload");
            if (sent.isEmpty()) {
                named.run(job, password, progress);
                return;
            }
            Path path = uploads.find(sent.get())
                    .orElseThrow(() -> new Stopped(
                            Stopped.Reason.FAILED, "The file is no longer on the server. Send it once more."));
            try {
                new FileImport(store, ids, spool, progress)
                        .run(job.account(), path, job.said("name").orElse("mail"), options(job));
            } catch (NotMail e) {
                uploads.forget(sent.get()); // that will not change
                throw e;
            }
            uploads.forget(sent.get());
        };
    }

    private static FileImport.Options options(Job job) {
        return new FileImport.Options(
                job.said("into").flatMap(MailboxName::parse),
                job.said("under").flatMap(MailboxName::parse),
                job.said("mboxo").isPresent());
    }

    /// Writes mail out: {@link Job.Kind#EXPORT}.
    public static Work take(MailStore store) {
        return (job, _, progress) -> {
            Path path = Path.of(job.said("path").orElse(""));
            try {
                export(store, job, path, progress);
            } catch (IOException e) {
                throw new Stopped(
                        Stopped.Reason.FAILED, "The files cannot be written to " + path + ": " + e.getMessage(), e);
            }
        };
    }

    private static void export(MailStore store, Job job, Path path, Progress progress) throws IOException {
        MailExport export = new MailExport(store, progress);
        MailExport.Form form =
                MailExport.Form.valueOf(job.said("form").orElse("mbox").toUpperCase(Locale.ROOT));
        Optional<MailboxName> wanted = job.said("folder").flatMap(MailboxName::parse);
        List<Mailbox> folders = store.mailboxes(job.account()).stream()
                .filter(folder -> wanted.isEmpty() || wanted.get().equals(folder.name()))
                .toList();
        if (folders.isEmpty()) {
            throw new Stopped(
                    Stopped.Reason.FAILED,
                    "The mailbox has no folder " + job.said("folder").orElse("") + ".");
        }
        boolean zip = job.said("zip").isPresent();
        if (!zip && !(form == MailExport.Form.MBOX && wanted.isPresent())) {
            try (Shelf shelf = Shelf.directory(path)) {
                export.write(folders, form, shelf);
            }
            return;
        }
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        try (OutputStream out = new BufferedOutputStream(ownersOnly(path), 64 * 1024)) {
            if (zip) {
                try (Shelf shelf = Shelf.zip(out)) {
                    export.write(folders, form, shelf);
                }
            } else {
                export.mbox(folders.getFirst(), out);
            }
        }
    }

    /// A new file that nobody else can read from its first moment.
    private static OutputStream ownersOnly(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(path);
        }
        return Files.newOutputStream(path, StandardOpenOption.WRITE);
    }
}
