package org.tassis.launcher.command;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.directory.DirectoryException;
import org.tassis.launcher.control.Command;
import org.tassis.launcher.protocol.Recordings;
import org.tassis.mailflow.filter.FilterException;
import org.tassis.mailflow.policy.AccessRule.Effect;
import org.tassis.store.StoreException;
import picocli.CommandLine;

/// `token`, `domain`, `mailbox`, `address`, `alias`, `forward`, `autoreply`, `password`, `filter`, `log`,
/// `allow`, `block`, `spam`, `trace`, `queue`, `reports`, `browser` and `certificate`, the first argument
/// being that word. Exit status: 0 done, 1 refused or failed (the reason is on the error output), 2 wrong
/// usage.
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
            "browser",
            "migrate",
            "export",
            "certificate");

    private final Optional<CommandParts> parts;
    private final Recordings recordings;

    public DirectoryCommands(CommandParts parts, Recordings recordings) {
        this(Optional.of(parts), recordings);
    }

    private DirectoryCommands(Optional<CommandParts> parts, Recordings recordings) {
        this.parts = parts;
        this.recordings = recordings;
    }

    /// `log` alone, where no server runs: recordings can be looked at.
    public static DirectoryCommands withoutServer(Recordings recordings) {
        return new DirectoryCommands(Optional.empty(), recordings);
    }

    @Override
    public int run(List<String> arguments, InputStream in, PrintWriter out, PrintWriter err) {
        Talk talk = new Talk(parts, recordings, in, out, err);
        int status = commandLine(talk).execute(arguments.toArray(String[]::new));
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
        int status = commandLine(Talk.parsing(out, err)).execute(arguments.toArray(String[]::new));
        out.flush();
        err.flush();
        return status;
    }

    /// Lets the command line be understood without a directory: {@link NeededInput}.
    static CommandLine parser() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return commandLine(Talk.parsing(nowhere, nowhere));
    }

    private static CommandLine commandLine(Talk talk) {
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
                .addSubcommand(new BrowserCommands(talk))
                .addSubcommand(new MigrateCommands(talk))
                .addSubcommand(new ExportCommand(talk))
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
