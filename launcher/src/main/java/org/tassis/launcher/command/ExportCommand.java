package org.tassis.launcher.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tassis.core.MailboxName;
import org.tassis.migration.file.MailExport;
import org.tassis.migration.job.Job;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `export`.
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Write a mailbox or a folder of one into files: mbox or Maildir, as a zip file or a directory.")
final class ExportCommand implements Callable<Integer> {
    private final MigrationTalk jobs;

    @Parameters(paramLabel = "LOGIN", description = "The mailbox: its login or one of its addresses.")
    private String login = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "PATH",
            description = "A file that does not exist yet, or a new or empty directory, on the machine of the server.")
    private String to = "";

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "mbox", description = "mbox or maildir.")
    private MailExport.Form form = MailExport.Form.MBOX;

    @Option(names = "--zip", description = "As one zip file; the same when PATH ends with .zip.")
    private boolean zip;

    @Option(names = "--folder", paramLabel = "FOLDER", description = "Only this folder.")
    private @Nullable String folder;

    @CommandLine.Mixin
    private MigrationTalk.Waiting waiting = new MigrationTalk.Waiting();

    ExportCommand(Talk talk) {
        this.jobs = new MigrationTalk(talk);
    }

    @Override
    public Integer call() {
        Path path = waiting.resolve(to);
        boolean packed = zip || to.toLowerCase(Locale.ROOT).endsWith(".zip");
        boolean file = packed || form == MailExport.Form.MBOX && folder != null;
        if (Files.exists(path) && (file || !Files.isDirectory(path))) {
            throw Talk.refused(path.toString(), "is there already; name a file that is not");
        }
        SortedMap<String, String> spec = new TreeMap<>();
        spec.put("path", path.toString());
        spec.put("form", form.name().toLowerCase(Locale.ROOT));
        if (packed) {
            spec.put("zip", "yes");
        }
        String name = folder;
        if (name != null) {
            spec.put(
                    "folder",
                    MailboxName.parse(name)
                            .orElseThrow(() -> Talk.refused("--folder " + name, "is no folder"))
                            .value());
        }
        return jobs.follow(jobs.give(Job.Kind.EXPORT, login, spec, "mailbox export"), waiting);
    }
}
