package org.tassis.launcher.command;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tassis.certificates.Renewals;
import org.tassis.core.AccountId;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.desk.Desk;
import org.tassis.greylist.Greylist;
import org.tassis.launcher.control.Command;
import org.tassis.launcher.protocol.ProtocolRecorder;
import org.tassis.launcher.protocol.Recordings;
import org.tassis.mailflow.filter.FilterException;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.policy.AccessLists;
import org.tassis.mailflow.policy.AccessRule.Effect;
import org.tassis.mailflow.publish.DnsAdvice;
import org.tassis.mailflow.queue.QueueDesk;
import org.tassis.mailflow.report.mail.ReportDesk;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.mailflow.spam.SpamKnowledge;
import org.tassis.mailflow.trace.TraceSearch;
import org.tassis.migration.job.Migrations;
import org.tassis.store.StoreException;
import org.tassis.store.Usage;
import picocli.CommandLine;

/// `token`, `domain`, `mailbox`, `address`, `alias`, `forward`, `autoreply`, `password`, `filter`, `log`,
/// `allow`, `block`, `spam`, `trace`, `queue`, `reports` and `certificate`, the first argument being that
/// word. Exit status: 0 done, 1 refused or failed (the reason is on the error output), 2 wrong usage.
public final class DirectoryCommands implements Command {
    /// The words this answers to.
    public static final List<String> WORDS = List.of(
            "customer",
            "plan",
            "operator",
            "token",
            "audit",
            "domain",
            "mailbox",
            "address",
            "alias",
            "forward",
            "autoreply",
            "password",
            "filter",
            "log",
            "allow",
            "block",
            "spam",
            "trace",
            "greylist",
            "queue",
            "reports",
            "migrate",
            "export",
            "certificate");

    private @Nullable Migrations migrations;
    private final @Nullable Desk desk;
    private final @Nullable Function<AccountId, Usage> usage;
    private final @Nullable AccessLists lists;
    private final @Nullable TraceSearch trace;
    private final @Nullable SigningKeys keys;
    private final @Nullable QueueDesk queue;
    private final @Nullable Filters filters;
    private final @Nullable SpamKnowledge spam;
    private final @Nullable ReportDesk reports;
    private final @Nullable Greylist greylist;
    private final Optional<DnsAdvice> advice;
    private final Optional<Renewals> certificates;
    private final Optional<ProtocolRecorder> recorder;
    private final Recordings recordings;

    /// @param usage    what an account holds: `MailStore::usage`
    /// @param recorder of this process, when it is a running server
    public DirectoryCommands(
            Desk desk,
            Function<AccountId, Usage> usage,
            AccessLists lists,
            TraceSearch trace,
            SigningKeys keys,
            QueueDesk queue,
            Filters filters,
            SpamKnowledge spam,
            Greylist greylist,
            Optional<ProtocolRecorder> recorder,
            Recordings recordings) {
        this(
                recordings,
                recorder,
                desk,
                usage,
                lists,
                trace,
                keys,
                queue,
                filters,
                spam,
                greylist,
                null,
                Optional.empty(),
                Optional.empty());
    }

    /// These, and `reports`, `domain dns` and `certificate` too.
    ///
    /// @param dns     of a running server
    /// @param ordered likewise, where certificates are ordered
    public DirectoryCommands with(ReportDesk other, Optional<DnsAdvice> dns, Optional<Renewals> ordered) {
        return new DirectoryCommands(
                recordings,
                recorder,
                desk,
                usage,
                lists,
                trace,
                keys,
                queue,
                filters,
                spam,
                greylist,
                other,
                dns,
                ordered);
    }

    /// These, and `migrate` and `export` too. Before the first is run.
    public DirectoryCommands with(Migrations jobs) {
        migrations = jobs;
        return this;
    }

    private DirectoryCommands(
            Recordings recordings,
            Optional<ProtocolRecorder> recorder,
            @Nullable Desk desk,
            @Nullable Function<AccountId, Usage> usage,
            @Nullable AccessLists lists,
            @Nullable TraceSearch trace,
            @Nullable SigningKeys keys,
            @Nullable QueueDesk queue,
            @Nullable Filters filters,
            @Nullable SpamKnowledge spam,
            @Nullable Greylist greylist,
            @Nullable ReportDesk reports,
            Optional<DnsAdvice> advice,
            Optional<Renewals> certificates) {
        this.desk = desk;
        this.usage = usage;
        this.lists = lists;
        this.trace = trace;
        this.keys = keys;
        this.queue = queue;
        this.filters = filters;
        this.spam = spam;
        this.reports = reports;
        this.greylist = greylist;
        this.advice = advice;
        this.certificates = certificates;
        this.recorder = recorder;
        this.recordings = recordings;
    }

    /// `log` alone, where no server runs: recordings can be looked at.
    public static DirectoryCommands withoutServer(Recordings recordings) {
        return new DirectoryCommands(
                recordings,
                Optional.empty(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public int run(List<String> arguments, InputStream in, PrintWriter out, PrintWriter err) {
        Talk talk = new Talk(
                desk,
                usage,
                lists,
                trace,
                keys,
                queue,
                filters,
                spam,
                greylist,
                reports,
                advice,
                certificates,
                recorder,
                recordings,
                in,
                out,
                err);
        int status = commandLine(talk, migrations).execute(arguments.toArray(String[]::new));
        out.flush();
        err.flush();
        return status;
    }

    /// Whether only a help page is asked for, which needs no directory: {@link #help} prints it.
    public static boolean asksForHelp(List<String> arguments) {
        boolean wantsMore = arguments.size() < 2 && !arguments.equals(List.of("audit")); // which is whole by itself
        return wantsMore || arguments.contains("--help") || arguments.contains("-h");
    }

    /// @return the exit status
    public static int help(List<String> arguments, PrintWriter out, PrintWriter err) {
        int status = commandLine(Talk.parsing(out, err), null).execute(arguments.toArray(String[]::new));
        out.flush();
        err.flush();
        return status;
    }

    /// Lets the command line be understood without a directory: {@link NeededInput}.
    static CommandLine parser() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return commandLine(Talk.parsing(nowhere, nowhere), null);
    }

    private static CommandLine commandLine(Talk talk, @Nullable Migrations migrations) {
        CommandLine line = new CommandLine(new Tassis())
                .addSubcommand(new CommandLine(new DomainCommands(talk))
                        .addSubcommand(new DkimCommands(talk))
                        .addSubcommand(new DnsCommand(talk)))
                .addSubcommand(new CustomerCommands(talk))
                .addSubcommand(new PlanCommands(talk))
                .addSubcommand(new OperatorCommands(talk))
                .addSubcommand(new TokenCommands(talk))
                .addSubcommand(new AuditCommand(talk))
                .addSubcommand(new MailboxCommands(talk))
                .addSubcommand(new AddressCommands(talk))
                .addSubcommand(new AliasCommands(talk))
                .addSubcommand(new ForwardCommands(talk))
                .addSubcommand(new AutoReplyCommands(talk))
                .addSubcommand(new PasswordCommands(talk))
                .addSubcommand(new FilterCommands(talk))
                .addSubcommand(new LogCommands(talk))
                .addSubcommand("allow", new AccessCommands(talk, Effect.ALLOW))
                .addSubcommand("block", new AccessCommands(talk, Effect.BLOCK))
                .addSubcommand(new SpamCommands(talk))
                .addSubcommand(new TraceCommand(talk))
                .addSubcommand(new QueueCommands(talk))
                .addSubcommand(new GreylistCommands(talk))
                .addSubcommand(new ReportCommands(talk))
                .addSubcommand(new MigrateCommands(talk, migrations))
                .addSubcommand(new ExportCommand(talk, migrations))
                .addSubcommand(new CertificateCommands(talk));
        Values.register(line);
        line.setOut(talk.out());
        line.setErr(talk.err());
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((failure, _) -> {
            talk.err().println(failure.getMessage());
            talk.err()
                    .println("For help: "
                            + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help");
            return 2;
        });
        line.setExecutionExceptionHandler((failure, _, _) -> {
            switch (failure) {
                case DirectoryException refused -> talk.err().println(refused.getMessage());
                case FilterException refused -> talk.err().println(refused.getMessage());
                case StoreException failed -> talk.err().println("The mail store answered: " + failed.failure());
                default -> throw failure;
            }
            return 1;
        });
        return line;
    }

    @CommandLine.Command(
            name = "tassis",
            mixinStandardHelpOptions = true,
            description =
                    "Domains, mailboxes, addresses, passwords, filters, recordings, lists and the trace of a Tassis"
                            + " server.")
    static final class Tassis implements Runnable {
        @CommandLine.Spec
        private CommandLine.Model.@Nullable CommandSpec spec;

        @Override
        public void run() {
            Values.missing(spec);
        }
    }
}
