package org.tassis.launcher.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tassis.admin.backup.Copies;
import org.tassis.admin.backup.Job;
import org.tassis.backup.BackupException;
import org.tassis.backup.Manifest;
import org.tassis.backup.Progress;
import org.tassis.backup.Snapshot;
import org.tassis.backup.Stopped;
import org.tassis.backup.Vault;
import org.tassis.backup.Verification;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.directory.Sizes;
import org.tassis.directory.desk.Visit;
import org.tassis.launcher.control.Command;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderText;
import org.tassis.message.MessageStructure;
import org.tassis.sql.backup.MailRestore;
import org.tassis.sql.backup.SavedMailbox;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `backup now|list|show|verify|restore|drill|stop|key`, the first argument being `backup`. Exit status: 0
/// done, 1 refused or failed (the reason is on the error output), 2 wrong usage.
public final class BackupCommands implements Command {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

    private static final Copies.Giver BY =
            new Copies.Giver(Visit.CONSOLE.actor().name(), Optional.empty());

    private final Backups backups;
    private final Optional<Snapshot.Source> source;
    private final Everything.Opener opener;
    private final Instance.Starter starter;
    private final Optional<Mailboxes> mailboxes;
    private final Optional<BackupJobs> jobs;

    /// @param jobs      which the pages list; of a process that has the data directory
    /// @param mailboxes of this process, when it has the data directory
    /// @param starter of servers for drills
    /// @param source of this process, when it has the data directory
    /// @param opener of the database into which everything is put back
    public BackupCommands(
            Backups backups,
            Optional<Snapshot.Source> source,
            Everything.Opener opener,
            Instance.Starter starter,
            Optional<Mailboxes> mailboxes,
            Optional<BackupJobs> jobs) {
        this.jobs = jobs;
        this.mailboxes = mailboxes;
        this.starter = starter;
        this.backups = backups;
        this.source = source;
        this.opener = opener;
    }

    /// Whether the words need neither a server nor its data: what they do is done at the target, or in a
    /// directory that no server has.
    public static boolean isForAnyone(List<String> words) {
        return words.size() < 2
                || words.contains("--help")
                || words.contains("-h")
                || Set.of("list", "key", "show").contains(words.get(1))
                || words.get(1).equals("restore")
                        && words.size() > 2
                        && words.get(2).equals("everything");
    }

    @Override
    public int run(List<String> arguments, InputStream in, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new Root(out, err));
        line.addSubcommand("restore", new CommandLine(new Restore(out, err)));
        line.setOut(out);
        line.setErr(err);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler((failure, _) -> {
            err.println(failure.getMessage());
            err.println("For help: ./tassis backup --help");
            return 2;
        });
        line.setExecutionExceptionHandler((failure, _, _) -> {
            switch (failure) {
                case BackupException told -> err.println(Sentences.of(told));
                case IOException told -> err.println(Sentences.of(told));
                case Stopped _ -> err.println("Stopped, as somebody wanted: nothing half is left of it.");
                case InterruptedException _ -> err.println("Interrupted: the server stops.");
                default -> throw failure;
            }
            return 1;
        });
        int status = line.execute(arguments.subList(1, arguments.size()).toArray(String[]::new));
        out.flush();
        err.flush();
        return status;
    }

    /// Tells how far it is, here and on the pages, where it is listed with what it came to.
    private <T> T listed(
            Job.Kind kind,
            String backup,
            Job.Chosen choice,
            PrintWriter out,
            Backups.Work<T> work,
            Function<T, BackupJobs.Ending> ending)
            throws IOException, InterruptedException {
        Progress printed = new PrintedProgress(out);
        if (jobs.isEmpty()) {
            return work.run(printed);
        }
        Backups.Work<T> told = progress -> work.run((what, done, total) -> {
            printed.at(what, done, total);
            progress.at(what, done, total);
        });
        return jobs.get().here(kind, backup, choice, BY, told, ending);
    }

    private Vault open(@Nullable String at) throws IOException, InterruptedException {
        return Places.open(backups.settings(), Optional.ofNullable(at));
    }

    /// @return the id of that one, or of the newest
    private String found(@Nullable String id) throws IOException, InterruptedException {
        try (Vault vault = open(null)) {
            return chosen(vault, id).id();
        }
    }

    private static Manifest chosen(Vault vault, @Nullable String id) throws IOException, InterruptedException {
        if (id != null) {
            return vault.manifest(id);
        }
        return vault.newest()
                .orElseThrow(() -> new BackupException(
                        "there is no backup in " + vault.target().describe()));
    }

    @CommandLine.Command(
            name = "backup",
            mixinStandardHelpOptions = true,
            description = {
                "Copies of everything, elsewhere, and the way back (docs/backup.md).",
                "Where to, when, and how many are kept: backup in the settings file."
            })
    final class Root implements Runnable {
        private final PrintWriter out;
        private final PrintWriter err;

        @CommandLine.Spec
        private CommandLine.Model.@Nullable CommandSpec spec;

        Root(PrintWriter out, PrintWriter err) {
            this.out = out;
            this.err = err;
        }

        @Override
        public void run() {
            if (spec != null) {
                spec.commandLine().usage(out);
            }
        }

        @CommandLine.Command(
                mixinStandardHelpOptions = true,
                description = "Make a backup now, while mail flows, and remove those that need not be kept.")
        int now() throws IOException, InterruptedException {
            if (source.isEmpty()) {
                throw new IllegalStateException("without data");
            }
            Snapshot.Source data = source.get();
            Backups.Made made = listed(
                    Job.Kind.BACKUP,
                    "",
                    Job.Chosen.NOTHING,
                    out,
                    progress -> backups.make(data, progress),
                    Endings::of);
            Manifest manifest = made.outcome().manifest();
            out.println("Backup " + manifest.id() + ": " + manifest.messages() + " messages, "
                    + Sizes.text(manifest.length()) + "; "
                    + Sizes.text(made.outcome().written())
                    + " of it had to be written, in " + Durations.of(made.took()) + ".");
            if (!made.removed().backups().isEmpty() || made.removed().pieces() > 0) {
                out.println("Removed: " + made.removed().backups().size() + " old backups, "
                        + Sizes.text(made.removed().octets()) + " that no other needs.");
            }
            if (manifest.files().noneMatch(file -> file.path().equals("secret.key"))) {
                out.println("Backups are not encrypted, so secret.key and the keys of certificates are not in them:"
                        + " keep copies of these elsewhere. Without secret.key a restored server has to make new keys"
                        + " for signing.");
            }
            manifest.problems().forEach(problem -> err.println("WRONG: " + problem));
            return manifest.problems().isEmpty() ? 0 : 1;
        }

        @CommandLine.Command(
                mixinStandardHelpOptions = true,
                description = "List the backups that are there, the oldest first.")
        int list(
                @Option(names = "--at", paramLabel = "PLACE", description = "Another place than backup.target.")
                        @Nullable
                        String at)
                throws IOException, InterruptedException {
            try (Vault vault = open(at)) {
                List<String> ids = vault.ids();
                if (ids.isEmpty()) {
                    out.println("There is no backup in " + vault.target().describe() + ".");
                    return 0;
                }
                out.printf(Locale.ROOT, "%-17s %-17s %12s %10s  %s%n", "BACKUP", "OF", "MESSAGES", "SIZE", "");
                for (String id : ids) {
                    try {
                        Manifest manifest = vault.manifest(id);
                        out.printf(
                                Locale.ROOT,
                                "%-17s %-17s %12d %10s  %s%n",
                                id,
                                TIME.format(manifest.taken()),
                                manifest.messages(),
                                Sizes.text(manifest.length()),
                                manifest.problems().isEmpty() ? "" : "with problems");
                    } catch (BackupException e) {
                        out.printf(Locale.ROOT, "%-17s %s%n", id, e.getMessage());
                    }
                }
                out.println("In " + vault.target().describe()
                        + (vault.isEncrypting() ? ", encrypted." : ", not encrypted."));
            }
            backups.problem().ifPresent(problem -> out.println("WRONG: " + problem + "."));
            backups.drillProblem().ifPresent(problem -> out.println("WRONG: " + problem + "."));
            return 0;
        }

        @CommandLine.Command(
                mixinStandardHelpOptions = true,
                description = "Show the folders of a mailbox in a backup, or the newest messages of one.")
        int show(
                @Parameters(paramLabel = "MAILBOX", description = "Login or address, as it was then.") String login,
                @Option(names = "--folder", paramLabel = "FOLDER", description = "Its messages.") @Nullable
                        String folder,
                @Option(
                                names = "--most",
                                paramLabel = "COUNT",
                                defaultValue = "50",
                                description = "How many messages at most (${DEFAULT-VALUE}).")
                        int most,
                @Option(names = "--backup", paramLabel = "BACKUP", description = "Which (the newest).") @Nullable
                        String id,
                @Option(names = "--at", paramLabel = "PLACE", description = "Another place than backup.target.")
                        @Nullable
                        String at)
                throws IOException, InterruptedException {
            try (Vault vault = open(at)) {
                SavedMailbox saved = SavedMailbox.open(vault, chosen(vault, id), login);
                if (folder == null) {
                    for (MailboxName name : saved.folders()) {
                        out.println(name + ": "
                                + saved.messages().stream()
                                        .filter(message -> message.folder().equals(name))
                                        .count()
                                + " messages");
                    }
                    return 0;
                }
                MailboxName name = new MailboxName(folder);
                Map<Long, String> lines = new TreeMap<>(Comparator.reverseOrder());
                List<SavedMailbox.Message> newest = saved.messages().stream()
                        .filter(message -> message.folder().equals(name))
                        .sorted(Comparator.comparingLong(SavedMailbox.Message::uid)
                                .reversed())
                        .limit(Math.max(1, most))
                        .sorted(Comparator.comparingLong(SavedMailbox.Message::locator))
                        .toList();
                for (SavedMailbox.Message message : newest) {
                    lines.put(message.uid(), line(saved, message));
                }
                out.printf(Locale.ROOT, "%8s  %-16s %9s  %s%n", "UID", "DATE", "SIZE", "FROM, SUBJECT");
                lines.values().forEach(out::println);
            }
            return 0;
        }

        private String line(SavedMailbox saved, SavedMailbox.Message message) throws InterruptedException {
            Optional<Envelope> envelope = saved.structure(message).map(MessageStructure::envelope);
            String from = envelope.map(SavedView::sender).orElse("");
            String subject =
                    envelope.flatMap(Envelope::subject).map(HeaderText::decode).orElse("");
            return String.format(
                    Locale.ROOT,
                    "%8d  %-16s %9s  %s",
                    message.uid(),
                    TIME.format(Instant.ofEpochSecond(message.internalDate())),
                    Sizes.text(message.size()),
                    (from + ", " + subject).replaceAll("\\p{Cntrl}", "?"));
        }

        @CommandLine.Command(
                mixinStandardHelpOptions = true,
                description = "Compare a backup with its list: every octet of it, or with --quick whether all objects"
                        + " are there.")
        int verify(
                @Parameters(arity = "0..1", paramLabel = "BACKUP", description = "Which (the newest).") @Nullable
                        String id,
                @Option(names = "--quick", description = "Compare names and sizes alone.") boolean quick,
                @Option(names = "--at", paramLabel = "PLACE", description = "Another place than backup.target.")
                        @Nullable
                        String at)
                throws IOException, InterruptedException {
            try (Vault vault = open(at)) {
                Manifest manifest = chosen(vault, id);
                Instant begun = Instant.now();
                Verification.Report report = listed(
                        Job.Kind.CHECK,
                        manifest.id(),
                        Job.Chosen.NOTHING,
                        out,
                        progress -> backups.verifyAlone(manifest, vault, !quick, progress),
                        Endings::of);
                report.problems().forEach(problem -> out.println("WRONG: " + problem));
                out.println("Backup " + manifest.id() + ": " + report.pieces() + " objects, "
                        + Sizes.text(report.octets()) + (quick ? " by their sizes" : " read") + " in "
                        + Durations.of(Duration.between(begun, Instant.now())) + ": "
                        + (report.isWhole() ? "all is well." : report.damaged().size() + " are missing or damaged."));
                return report.isWhole() ? 0 : 1;
            }
        }

        @CommandLine.Command(
                mixinStandardHelpOptions = true,
                description = {
                    "Put a backup back for trial, in a directory of its own, start a server on it that listens on"
                            + " loopback alone and sends nothing, read mail by IMAP and POP3, and compare.",
                    "All of it is deleted afterwards."
                })
        int drill(
                @Parameters(arity = "0..1", paramLabel = "BACKUP", description = "Which (the newest).") @Nullable
                        String id)
                throws IOException, InterruptedException {
            Drill.Report report = listed(
                    Job.Kind.DRILL,
                    id == null ? "" : id,
                    Job.Chosen.NOTHING,
                    out,
                    progress -> backups.drill(starter, Optional.ofNullable(id), progress),
                    Endings::of);
            out.print(report.text());
            return report.good() ? 0 : 1;
        }

        @CommandLine.Command(
                mixinStandardHelpOptions = true,
                description = {
                    "Stop the backup, the check, the drill or the restore that runs, whoever gave it: at its next"
                            + " object, leaving nothing half.",
                    "What a restore has brought back stays; given again, it goes on from there. What waits its turn"
                            + " is stopped on the page."
                })
        int stop() {
            boolean running = backups.stop();
            out.println(running ? "It stops." : "Nothing of that kind is running.");
            return running ? 0 : 1;
        }

        @CommandLine.Command(
                mixinStandardHelpOptions = true,
                description = "Make a key that encrypts backups, and write it into a new file.")
        int key(@Parameters(paramLabel = "FILE") Path file) throws IOException {
            byte[] key = new byte[32];
            new SecureRandom().nextBytes(key);
            if (Files.exists(file)) {
                throw new BackupException(file + " is there already, and may be the only copy of a key");
            }
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(key) + "\n", StandardOpenOption.WRITE);
            out.println(
                    "The key is in " + file + ". Name the file in backup.key-file, and keep a copy at a third place:"
                            + " without it no backup can be read, by anybody.");
            return 0;
        }
    }

    @CommandLine.Command(name = "restore", mixinStandardHelpOptions = true, description = "Put back what a backup has.")
    final class Restore implements Runnable {
        private final PrintWriter out;
        private final PrintWriter err;

        @CommandLine.Spec
        private CommandLine.Model.@Nullable CommandSpec spec;

        Restore(PrintWriter out, PrintWriter err) {
            this.out = out;
            this.err = err;
        }

        @Override
        public void run() {
            if (spec != null) {
                spec.commandLine().usage(err);
            }
        }

        @CommandLine.Command(
                mixinStandardHelpOptions = true,
                description = {
                    "Put messages of a mailbox back, beside what is there, while the server runs: with flags and dates."
                            + " What is there, in whichever folder, is left as it is.",
                    "What UIDs and folders there are: backup show."
                })
        int mailbox(
                @Parameters(paramLabel = "MAILBOX", description = "Login or address, as it was then.") String login,
                @Option(names = "--folder", paramLabel = "FOLDER", description = "This one alone.") @Nullable
                        String folder,
                @Option(
                                names = "--uid",
                                split = ",",
                                paramLabel = "UID",
                                description = "Messages of that folder, such as 12,15.")
                        @Nullable
                        List<Long> uids,
                @Option(names = "--into", paramLabel = "MAILBOX", description = "Into another mailbox.") @Nullable
                        String into,
                @Option(names = "--backup", paramLabel = "BACKUP", description = "Which (the newest).") @Nullable
                        String id)
                throws IOException, InterruptedException {
            if (uids != null && folder == null) {
                throw new BackupException("--uid needs --folder: each folder has its own UIDs");
            }
            UidSet.Builder chosen = new UidSet.Builder();
            for (long uid : uids == null ? List.<Long>of() : uids) {
                chosen.add(uid);
            }
            Instant begun = Instant.now();
            String backup = found(id);
            String target = into == null ? login : into;
            Optional<UidSet> some = uids == null ? Optional.empty() : Optional.of(chosen.build());
            Mailboxes here = mailboxes.orElseThrow();
            String known = here.directory()
                    .identify(target)
                    .map(account -> account.login().value())
                    .orElse(target);
            MailRestore.Report report = listed(
                    Job.Kind.RESTORE,
                    backup,
                    new Job.Chosen(login, folder == null ? "" : folder, uids == null ? 0 : uids.size(), known),
                    out,
                    progress -> backups.recovery()
                            .mailbox(
                                    here,
                                    Optional.of(backup),
                                    login,
                                    target,
                                    Optional.ofNullable(folder).map(MailboxName::new),
                                    some,
                                    progress),
                    ended -> Endings.of(backup, ended));
            report.problems().forEach(problem -> err.println("WRONG: " + problem));
            out.println(report.restored() + " messages are back; " + report.present() + " were there. It took "
                    + Durations.of(Duration.between(begun, Instant.now())) + ".");
            if (report.stopped()) {
                err.println("Stopped before all were back. Given again, it goes on from there.");
            }
            return report.problems().isEmpty() && !report.stopped() ? 0 : 1;
        }

        @CommandLine.Command(
                mixinStandardHelpOptions = true,
                description = {
                    "Put everything back into an empty data directory (--data DIR), and into an empty database where"
                            + " database.url names one.",
                    "The server must not run. Mail that waited to be sent is held: it may have been sent since."
                })
        int everything(
                @Option(names = "--backup", paramLabel = "BACKUP", description = "Which (the newest).") @Nullable
                        String id,
                @Option(names = "--at", paramLabel = "PLACE", description = "Another place than backup.target.")
                        @Nullable
                        String at)
                throws IOException, InterruptedException {
            Path data = backups.settings().dataDirectory();
            try (Vault vault = open(at)) {
                Manifest manifest = chosen(vault, id);
                Instant begun = Instant.now();
                out.println("Putting back the backup " + manifest.id() + " of " + manifest.host() + ": "
                        + manifest.messages() + " messages, " + Sizes.text(manifest.length()) + ".");
                out.flush();
                Everything.restore(vault, manifest, data, opener, new PrintedProgress(out));
                out.println("Everything is back in " + data + ", in "
                        + Durations.of(Duration.between(begun, Instant.now()))
                        + ". Mail that waited to be sent is held:"
                        + " see ./tassis queue list --held, and release what was not sent since.");
                if (manifest.files().noneMatch(file -> file.path().equals("secret.key"))) {
                    out.println("The backup is not encrypted, so secret.key is not in it: put the copy that you kept"
                            + " into " + data + " before you start the server.");
                }
                if (manifest.files().anyMatch(file -> file.path().equals("restored-settings.yml"))) {
                    out.println("The settings of then are in " + data.resolve("restored-settings.yml") + ".");
                }
                manifest.problems().forEach(problem -> out.println("WRONG, when it was made: " + problem));
                return 0;
            }
        }
    }
}
