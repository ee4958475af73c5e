package org.tassis.launcher.command;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tassis.core.DomainName;
import org.tassis.directory.Account;
import org.tassis.mailflow.policy.AccessRule;
import org.tassis.mailflow.policy.AccessRule.Effect;
import org.tassis.mailflow.policy.AccessRule.Scope;
import org.tassis.mailflow.policy.AccessRule.Subject;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `allow add|list|remove` and `block add|list|remove`.
@Command(
        mixinStandardHelpOptions = true,
        description = "Lists of senders and networks that are always let in (allow) or never (block). The nearest list"
                + " decides: a mailbox's, then its domain's, then the server's; within one list, allow wins.")
final class AccessCommands implements Runnable {
    private final Talk talk;
    private final Effect effect;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    record Row(String subject, String since) {}

    /// Whose list; the server's when nothing is said.
    static final class Whose {
        @Option(names = "--domain", paramLabel = "DOMAIN", description = "The list of one of the server's domains.")
        @Nullable
        DomainName domain;

        @Option(names = "--mailbox", paramLabel = "MAILBOX", description = "The list of a mailbox.")
        @Nullable
        String mailbox;
    }

    private record Owned(Scope scope, String name) {}

    AccessCommands(Talk talk, Effect effect) {
        this.talk = talk;
        this.effect = effect;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(mixinStandardHelpOptions = true, description = "Add addresses, domains (with all below) or networks.")
    int add(
            @CommandLine.ArgGroup(multiplicity = "0..1") @Nullable Whose whose,
            @Parameters(arity = "1..*", paramLabel = "WHOM") List<Subject> subjects) {
        Owned list = list(whose);
        return talk.each(subjects, subject -> {
            talk.lists().put(list.scope(), subject, effect);
            talk.out().println(subject.text() + " is " + done() + " for " + list.name() + ".");
        });
    }

    @Command(mixinStandardHelpOptions = true, description = "List them.")
    int list(
            @CommandLine.ArgGroup(multiplicity = "0..1") @Nullable Whose whose,
            @Option(names = "--json", description = "For programs.") boolean json) {
        Owned list = list(whose);
        List<Row> rows = talk.lists().of(list.scope()).stream()
                .filter(rule -> rule.effect() == effect)
                .map(AccessCommands::row)
                .toList();
        if (json) {
            Json.printAll(talk.out(), rows.iterator());
        } else if (rows.isEmpty()) {
            talk.out().println("Nobody is " + done() + " for " + list.name() + ".");
        } else {
            new Table(talk.out(), done().toUpperCase(Locale.ROOT), "SINCE")
                    .print(rows.stream()
                            .map(row -> List.of(row.subject(), row.since().substring(0, 10)))
                            .toList());
        }
        return 0;
    }

    private static Row row(AccessRule rule) {
        return new Row(rule.subject().text(), rule.since().toString());
    }

    @Command(mixinStandardHelpOptions = true, description = "Remove them from the list.")
    int remove(
            @CommandLine.ArgGroup(multiplicity = "0..1") @Nullable Whose whose,
            @Parameters(arity = "1..*", paramLabel = "WHOM") List<Subject> subjects) {
        Owned list = list(whose);
        return talk.each(subjects, subject -> {
            if (!talk.lists().remove(list.scope(), subject, effect)) {
                throw Talk.refused(subject.text(), "is not " + done() + " for " + list.name());
            }
            talk.out().println(subject.text() + " is no longer " + done() + " for " + list.name() + ".");
        });
    }

    private String done() {
        return switch (effect) {
            case ALLOW -> "allowed";
            case BLOCK -> "blocked";
        };
    }

    private Owned list(@Nullable Whose whose) {
        if (whose != null && whose.domain != null) {
            talk.directory().mailDomain(whose.domain); // refused when there is none
            return new Owned(new Scope.Domain(whose.domain), whose.domain.unicode());
        }
        if (whose != null && whose.mailbox != null) {
            Account account = talk.directory().mailbox(whose.mailbox).account();
            return new Owned(new Scope.Mailbox(account.id()), account.login().value());
        }
        return new Owned(new Scope.Server(), "the server");
    }
}
