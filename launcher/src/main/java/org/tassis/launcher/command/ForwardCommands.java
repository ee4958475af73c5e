package org.tassis.launcher.command;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.Forward;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `forward set|show|change|remove|restore`.
@Command(
        name = "forward",
        mixinStandardHelpOptions = true,
        description = "Mail of a mailbox that is passed on to other addresses, with or without keeping a copy.")
final class ForwardCommands implements Runnable {
    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    record Row(String login, List<String> targets, boolean keepCopy, boolean enabled, String changed) {}

    ForwardCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(mixinStandardHelpOptions = true, description = "Set or replace the forward of a mailbox.")
    int set(
            @Parameters(index = "0", paramLabel = "MAILBOX", description = "Its login or one of its addresses.")
                    String mailbox,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "TARGET", description = "Where its mail goes.")
                    List<EmailAddress> targets,
            @Option(names = "--keep-copy", description = "The mailbox gets the mail too.") boolean keepCopy) {
        Account account = account(mailbox);
        Forward forward = talk.mailboxes().setForward(account.login().value(), targets, keepCopy);
        talk.out()
                .println("Mail for " + account.login() + " goes to " + Values.text(forward.targets())
                        + (keepCopy ? ", with a copy in the mailbox." : "."));
        if (keepCopy && account.quota().limitsBytes()) {
            talk.out()
                    .println("Copies stay until somebody deletes them. When the mailbox is full, mail is still passed"
                            + " on, without a copy.");
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Show the forward of a mailbox.")
    int show(
            @Parameters(paramLabel = "MAILBOX", description = "Its login or one of its addresses.") String mailbox,
            @Option(names = "--json", description = "For programs: null when there is none.") boolean json) {
        Account account = account(mailbox);
        Optional<Row> row = talk.directory()
                .redirections()
                .forward(account.id())
                .map(forward -> new Row(
                        account.login().value(),
                        forward.targets().stream().map(EmailAddress::toString).toList(),
                        forward.keepCopy(),
                        forward.enabled(),
                        forward.changed().toString()));
        if (json) {
            Json.print(talk.out(), row);
        } else if (row.isEmpty()) {
            talk.out().println("Mail for " + account.login() + " is not passed on.");
        } else {
            talk.out().println("Mailbox    " + account.login());
            talk.out().println("Enabled    " + Values.yesOrNo(row.get().enabled()));
            talk.out().println("Copy kept  " + Values.yesOrNo(row.get().keepCopy()));
            talk.out().println("Since      " + row.get().changed());
            String label = "Goes to    ";
            for (String target : row.get().targets()) {
                talk.out().println(label + target);
                label = "           ";
            }
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Switch the forward of a mailbox on or off.")
    int change(
            @Parameters(paramLabel = "MAILBOX", description = "Its login or one of its addresses.") String mailbox,
            @CommandLine.ArgGroup(multiplicity = "1") OnOrOff wanted) {
        Account account = account(mailbox);
        talk.mailboxes().enableForward(account.login().value(), wanted.enable);
        talk.out().println("The forward of " + account.login() + " is " + (wanted.enable ? "on." : "off."));
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Keep the mail of mailboxes in them.")
    int remove(@Parameters(arity = "1..*", paramLabel = "MAILBOX") List<String> mailboxes) {
        return talk.each(mailboxes, mailbox -> {
            Account account = account(mailbox);
            talk.mailboxes().removeForward(account.login().value());
            talk.out()
                    .println("The forward of " + account.login() + " is removed. To undo: forward restore "
                            + account.login());
        });
    }

    @Command(mixinStandardHelpOptions = true, description = "Bring back removed forwards.")
    int restore(@Parameters(arity = "1..*", paramLabel = "MAILBOX") List<String> mailboxes) {
        return talk.each(mailboxes, mailbox -> {
            Account account = account(mailbox);
            talk.mailboxes().restoreForward(account.login().value());
            talk.out().println("The forward of " + account.login() + " is restored.");
        });
    }

    private Account account(String mailbox) {
        return talk.directory().mailbox(mailbox).account();
    }

    /// One of two.
    static final class OnOrOff {
        @Option(names = "--enable", required = true, description = "It works again.")
        boolean enable;

        @Option(names = "--disable", required = true, description = "It is kept, without effect.")
        boolean disable;
    }
}
