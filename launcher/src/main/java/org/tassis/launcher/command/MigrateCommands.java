package org.tassis.launcher.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tassis.core.MailboxName;
import org.tassis.migration.job.Job;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `migrate mbox|maildir|zip|imap|list|show|cancel|resume`.
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description =
                "Bring mail in from other servers and from files. The server does it: it goes on when this command"
                        + " is interrupted, and nothing comes twice when it is done again.")
final class MigrateCommands implements Runnable {
    private final Talk talk;
    private final MigrationTalk jobs;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /// Which folders here.
    static final class Where {
        @Option(
                names = "--into",
                paramLabel = "FOLDER",
                description = "The folder for what has no folder of its own: one mbox file, the INBOX of a Maildir.")
        @Nullable
        String into;

        @Option(names = "--under", paramLabel = "FOLDER", description = "Put everything below this folder.")
        @Nullable
        String under;

        void write(SortedMap<String, String> spec) {
            folder("--into", into).ifPresent(name -> spec.put("into", name));
            folder("--under", under).ifPresent(name -> spec.put("under", name));
        }

        private static Optional<String> folder(String option, @Nullable String name) {
            if (name == null) {
                return Optional.empty();
            }
            MailboxName.fault(name).ifPresent(fault -> {
                throw Talk.refused(option + " " + name, "is no folder: " + fault);
            });
            return Optional.of(new MailboxName(name).value());
        }
    }

    MigrateCommands(Talk talk) {
        this.talk = talk;
        this.jobs = new MigrationTalk(talk);
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Bring in an mbox file, or a directory of them (as Thunderbird keeps them).")
    int mbox(
            @Parameters(paramLabel = "LOGIN", description = "The mailbox that gets the mail.") String login,
            @Parameters(paramLabel = "PATH", description = "On the machine of the server.") String path,
            @CommandLine.Mixin Where where,
            @Option(
                            names = "--mboxo",
                            description = "Take back one > before \"From \" only where there is only one: for files of"
                                    + " programs that quote in the old way.")
                    boolean mboxo,
            @CommandLine.Mixin MigrationTalk.Waiting waiting) {
        return files("mbox", login, path, where, mboxo, waiting);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Bring in a Maildir with its folders (Maildir++), as Dovecot and Courier keep them.")
    int maildir(
            @Parameters(paramLabel = "LOGIN", description = "The mailbox that gets the mail.") String login,
            @Parameters(paramLabel = "PATH", description = "On the machine of the server.") String path,
            @CommandLine.Mixin Where where,
            @CommandLine.Mixin MigrationTalk.Waiting waiting) {
        return files("Maildir", login, path, where, false, waiting);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Bring in a zip file of mbox files, Maildirs or single messages (.eml).")
    int zip(
            @Parameters(paramLabel = "LOGIN", description = "The mailbox that gets the mail.") String login,
            @Parameters(paramLabel = "PATH", description = "On the machine of the server.") String path,
            @CommandLine.Mixin Where where,
            @CommandLine.Mixin MigrationTalk.Waiting waiting) {
        return files("zip", login, path, where, false, waiting);
    }

    private int files(
            String what, String login, String path, Where where, boolean mboxo, MigrationTalk.Waiting waiting) {
        Path file = waiting.resolve(path);
        if (!Files.isReadable(file)) {
            throw Talk.refused(
                    file.toString(),
                    "cannot be read by the server: see that it is there, and that the user who runs Tassis may read it");
        }
        SortedMap<String, String> spec = new TreeMap<>();
        spec.put("path", file.toString());
        where.write(spec);
        if (mboxo) {
            spec.put("mboxo", "yes");
        }
        Job job = jobs.give(Job.Kind.FILES, login, spec, "mailbox import " + what);
        return jobs.follow(job, waiting);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Pull mail from another server by IMAP: all folders with flags and dates, each message once. Do it again"
                        + " for what came since; nothing is changed there, and nothing is deleted here.",
                "Of one mailbox: name LOGIN, --user and --prompt. Of many: --list, a CSV file whose first row names the"
                        + " columns login, user and password."
            })
    int imap(
            @Parameters(arity = "0..1", paramLabel = "LOGIN", description = "The mailbox here that gets the mail.")
                    @Nullable
                    String login,
            @CommandLine.Mixin PullOptions options,
            @CommandLine.Mixin MigrationTalk.Waiting waiting) {
        return new PullCommand(talk, jobs).run(Optional.ofNullable(login), options, waiting);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Take over what a backup of Virtualmin (tar.gz of a domain) describes: domains, mailboxes with their"
                        + " passwords, addresses, forwards and auto-replies, and aliases.",
                "Without --apply nothing is changed: it is told what would be made, and what is not understood."
            })
    int virtualmin(
            @Parameters(paramLabel = "PATH", description = "On the machine of the server.") String path,
            @Option(
                            names = "--customer",
                            paramLabel = "NAME",
                            description = "Whose the domains are to be; nobody's without it. Its plan limits all.")
                    @Nullable
                    String customer,
            @Option(names = "--apply", description = "Make it. New passwords are shown once.") boolean apply,
            @Option(names = "--mail", description = "With --apply: bring in the mail, too.") boolean mail,
            @CommandLine.Mixin MigrationTalk.Waiting waiting) {
        return new VirtualminCommand(talk, jobs).run(path, Optional.ofNullable(customer), apply, mail, waiting);
    }

    @Command(mixinStandardHelpOptions = true, description = "List what was given to do, the newest last.")
    int list(
            @Option(names = "--most", paramLabel = "COUNT", defaultValue = "100", description = "How many at most.")
                    int most,
            @Option(names = "--json", description = "For programs.") boolean json) {
        return jobs.list(most, json);
    }

    @Command(mixinStandardHelpOptions = true, description = "Say everything about a job, with what could not be done.")
    int show(@Parameters(paramLabel = "JOB", description = "Its number.") long id) {
        return jobs.show(id);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Follow a job until it ends. Interrupting this does not stop it.")
    int follow(
            @Parameters(paramLabel = "JOB", description = "Its number.") long id,
            @CommandLine.Mixin MigrationTalk.Waiting waiting) {
        return jobs.follow(jobs.find(id), waiting);
    }

    @Command(mixinStandardHelpOptions = true, description = "Stop jobs. What they brought in stays.")
    int cancel(
            @Parameters(arity = "1..*", paramLabel = "JOB", description = "Their numbers.") java.util.List<Long> ids) {
        return talk.each(ids, jobs::cancel);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Let jobs that ended go on, or look once more for what came since.")
    int resume(
            @Parameters(arity = "1..*", paramLabel = "JOB", description = "Their numbers.") java.util.List<Long> ids,
            @Option(names = "--prompt", description = "Ask for the password for the other server.") boolean prompt,
            @Option(names = "--stdin", description = "Read it from the standard input.") boolean stdin,
            @CommandLine.Mixin MigrationTalk.Waiting waiting) {
        return jobs.resume(ids, prompt || stdin ? Optional.of(talk.passwordLine()) : Optional.empty(), waiting);
    }
}
