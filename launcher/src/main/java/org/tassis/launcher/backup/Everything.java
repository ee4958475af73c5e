package org.tassis.launcher.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tassis.backup.BackupException;
import org.tassis.backup.EverythingRestore;
import org.tassis.backup.Manifest;
import org.tassis.backup.Progress;
import org.tassis.backup.Vault;
import org.tassis.sql.DataDirectory;
import org.tassis.sql.Database;
import org.tassis.sql.backup.SqlLanding;

/// Puts everything back into a data directory and a database in which there is nothing yet.
final class Everything {
    /// There while it is put back: a server does not start on a half.
    static final String UNFINISHED = "restore-is-not-finished";

    private Everything() {}

    /// Opens a database as it is.
    @FunctionalInterface
    public interface Opener {
        Database open(DataDirectory data);
    }

    /// @param into created when it is not there
    static void restore(Vault vault, Manifest manifest, Path into, Opener opener, Progress progress)
            throws IOException, InterruptedException {
        refuseUnlessEmpty(into);
        try (DataDirectory data = DataDirectory.open(into)) {
            Path mark = data.path().resolve(UNFINISHED);
            Files.writeString(
                    mark, "A restore was begun here and did not end: empty this directory, and begin again.\n");
            try (Database database = opener.open(data);
                    SqlLanding landing = new SqlLanding(data, database)) {
                new EverythingRestore(vault, manifest, progress).into(landing);
            }
            Files.delete(mark);
        }
    }

    private static void refuseUnlessEmpty(Path into) throws IOException {
        if (!Files.isDirectory(into)) {
            return;
        }
        try (var files = Files.list(into)) {
            Optional<Path> something = files.filter(
                            file -> !file.getFileName().toString().equals("lock"))
                    .findFirst();
            if (something.isPresent()) {
                throw new BackupException("there is something in the data directory " + into + " (" + something.get()
                        + "): everything is put back into an empty one only. Stop the server, move the directory away,"
                        + " and try again; or name another one with --data");
            }
        }
    }
}
