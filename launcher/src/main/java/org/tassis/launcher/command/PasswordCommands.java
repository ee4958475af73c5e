package org.tassis.launcher.command;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `password set|generate|check`. Passwords come from the standard input, never from the arguments.
@Command(
        name = "password",
        mixinStandardHelpOptions = true,
        description = "Set, make and judge passwords. Nobody can be shown an existing one.")
final class PasswordCommands implements Runnable {
    private static final int MAX_GENERATED = 1000;

    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    PasswordCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Set a mailbox's password. Without --stdin or --prompt one is generated and printed.")
    int set(
            @Parameters(paramLabel = "MAILBOX", description = "Its login or one of its addresses.") String mailbox,
            @Mixin MailboxCommands.PasswordSource source) {
        Account account = talk.directory().mailbox(mailbox).account();
        boolean given = source.isGiven();
        try (Secret password =
                given ? talk.passwordLine() : talk.directory().credentials().generatePassword()) {
            talk.mailboxes().setPassword(mailbox, password);
            talk.out().println("Password of " + account.login() + " set.");
            if (!given) {
                talk.out().println("Password: " + password.reveal());
            }
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Print good passwords that can be read aloud.")
    int generate(@Option(names = "-n", paramLabel = "COUNT", defaultValue = "1", description = "How many.") int count) {
        if (count < 1 || count > MAX_GENERATED) {
            throw Talk.refused("The count", "is 1 to " + MAX_GENERATED);
        }
        for (int i = 0; i < count; i++) {
            talk.out().println(talk.directory().credentials().generatePassword().reveal());
        }
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Say whether a password is good enough; it is read from the standard input.")
    int check(
            @Parameters(arity = "0..1", paramLabel = "MAILBOX", description = "Whose it would be.") @Nullable
                    String mailbox,
            @Mixin MailboxCommands.PasswordSource source) {
        Optional<Account> owner = Optional.ofNullable(mailbox)
                .map(name -> talk.directory().mailbox(name).account());
        try (Secret password = talk.passwordLine()) {
            talk.directory().credentials().checkPassword(password, owner);
        }
        talk.out().println("The password is good.");
        return 0;
    }
}
