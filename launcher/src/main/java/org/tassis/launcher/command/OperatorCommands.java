package org.tassis.launcher.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.AccountRecord;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `operator add|list|password|end-factors|remove|restore`.
@Command(
        name = "operator",
        mixinStandardHelpOptions = true,
        description = "Who runs the server by its pages: logins without a mailbox.")
final class OperatorCommands implements Runnable {
    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    record Row(
            String login,
            String realName,
            String created,
            @Nullable String removed) {
        static Row of(AccountRecord record) {
            return new Row(
                    record.account().login().value(),
                    record.account().realName(),
                    record.created().toString(),
                    record.removed().map(Object::toString).orElse(null));
        }
    }

    OperatorCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Add an operator. Without --stdin or --prompt a password is generated and printed.")
    int add(
            @Parameters(arity = "0..1", paramLabel = "LOGIN", defaultValue = "operator") Login login,
            @Option(names = "--real-name", paramLabel = "NAME", defaultValue = "") String realName,
            @Mixin MailboxCommands.PasswordSource source) {
        boolean given = source.isGiven();
        try (Secret password =
                given ? talk.passwordLine() : talk.directory().credentials().generatePassword()) {
            talk.operators().add(login, realName, password);
            talk.out().println("Operator " + login + " added.");
            if (!given) {
                talk.out().println("Password: " + password.reveal());
            }
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "List the operators.")
    int list(
            @Option(names = "--removed", description = "Those that were removed and can be restored.") boolean removed,
            @Option(names = "--json", description = "For programs.") boolean json) {
        List<AccountRecord> records =
                removed ? talk.operators().removed() : talk.operators().list();
        List<Row> rows = records.stream().map(Row::of).toList();
        if (json) {
            Json.printAll(talk.out(), rows.iterator());
        } else if (rows.isEmpty()) {
            talk.out().println(removed ? "No operator was removed." : "There is no operator yet: operator add");
        } else {
            new Table(talk.out(), "OPERATOR", "REAL NAME", "SINCE")
                    .print(rows.stream()
                            .map(row -> List.of(
                                    row.login(), row.realName(), row.created().substring(0, 10)))
                            .toList());
        }
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Set an operator's password. Without --stdin or --prompt one is generated and printed.")
    int password(@Parameters(paramLabel = "LOGIN") Login login, @Mixin MailboxCommands.PasswordSource source) {
        boolean given = source.isGiven();
        try (Secret password =
                given ? talk.passwordLine() : talk.directory().credentials().generatePassword()) {
            talk.operators().setPassword(login, password);
            talk.out().println("Password of " + login + " set.");
            if (!given) {
                talk.out().println("Password: " + password.reveal());
            }
        }
        return 0;
    }

    @Command(
            name = "end-factors",
            mixinStandardHelpOptions = true,
            description = "Take the second factors off operators who are locked out: the password is enough then.")
    int endFactors(@Parameters(arity = "1..*", paramLabel = "LOGIN") List<Login> logins) {
        return talk.each(logins, login -> {
            talk.operators().endFactors(login);
            talk.out().println("Operator " + login + " logs in with the password alone.");
        });
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Remove operators; the last one stays. They are kept as long as keep-removed in the settings"
                    + " says, by default 30 days.")
    int remove(@Parameters(arity = "1..*", paramLabel = "LOGIN") List<Login> logins) {
        return talk.each(logins, login -> {
            talk.operators().remove(login);
            talk.out().println("Operator " + login + " removed. To undo: operator restore " + login);
        });
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Bring back removed operators, with the password and factors of before.")
    int restore(@Parameters(arity = "1..*", paramLabel = "LOGIN") List<Login> logins) {
        return talk.each(logins, login -> {
            talk.operators().restore(login);
            talk.out().println("Operator " + login + " restored.");
        });
    }
}
