package org.tassis.launcher.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.directory.Account;
import org.tassis.directory.AutoReplies;
import org.tassis.directory.AutoReply;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `autoreply set|show|change|remove|restore`.
@Command(
        name = "autoreply",
        mixinStandardHelpOptions = true,
        description = "What mailboxes answer by themselves, for example while their owner is away.")
final class AutoReplyCommands implements Runnable {
    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /// @param from             empty: at once
    /// @param until            empty: for ever
    /// @param intervalSeconds  between two replies to one sender
    record Row(
            String login,
            String subject,
            String text,
            @Nullable String from,
            @Nullable String until,
            long intervalSeconds,
            boolean enabled,
            String changed) {}

    AutoReplyCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    /// One of two.
    static final class Words {
        @Option(names = "--text", required = true, paramLabel = "TEXT", description = "What is answered.")
        @Nullable
        String text;

        @Option(names = "--stdin", required = true, description = "The text is on the standard input, in UTF-8.")
        boolean stdin;
    }

    @Command(mixinStandardHelpOptions = true, description = "Set or replace the auto-reply of a mailbox.")
    int set(
            @Parameters(paramLabel = "MAILBOX", description = "Its login or one of its addresses.") String mailbox,
            @CommandLine.ArgGroup(multiplicity = "1") Words words,
            @Option(names = "--subject", description = "Without it: Re: and the subject of the message answered.")
                    @Nullable
                    String subject,
            @Option(
                            names = "--from",
                            paramLabel = "DATE",
                            description = "When it begins: 2026-12-24 or 2026-12-24T18:00 (at once).")
                    @Nullable
                    String from,
            @Option(
                            names = "--until",
                            paramLabel = "DATE",
                            description = "When it ends; a date alone is the last day (never).")
                    @Nullable
                    String until,
            @Option(
                            names = "--interval",
                            paramLabel = "TIME",
                            description = "Least time between two replies to one sender (10m).")
                    @Nullable
                    Duration interval) {
        Account account = account(mailbox);
        String text = words.text == null ? talk.text(4 * AutoReplies.MAX_TEXT) : words.text;
        talk.mailboxes()
                .setAutoReply(
                        account.login().value(),
                        subject == null ? "" : subject,
                        text,
                        Optional.ofNullable(from).map(date -> instant(date, 0)),
                        Optional.ofNullable(until).map(date -> instant(date, 1)),
                        Optional.ofNullable(interval));
        talk.out().println("Mailbox " + account.login() + " answers by itself.");
        return 0;
    }

    /// @param days added to a date alone
    private static Instant instant(String text, int days) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            // without a zone, as nearly everybody writes it
        }
        ZoneId zone = ZoneId.systemDefault();
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).plusDays(days).atStartOfDay(zone).toInstant()
                    : LocalDateTime.parse(text).atZone(zone).toInstant();
        } catch (DateTimeException _) {
            throw Talk.refused("The date '" + text + "'", "is not like 2026-12-24 or 2026-12-24T18:00");
        }
    }

    @Command(mixinStandardHelpOptions = true, description = "Show the auto-reply of a mailbox.")
    int show(
            @Parameters(paramLabel = "MAILBOX", description = "Its login or one of its addresses.") String mailbox,
            @Option(names = "--json", description = "For programs: null when there is none.") boolean json) {
        Account account = account(mailbox);
        Optional<AutoReply> found = talk.directory().autoReplies().of(account.id());
        if (json) {
            Json.print(
                    talk.out(),
                    found.map(reply -> new Row(
                            account.login().value(),
                            reply.subject(),
                            reply.text(),
                            reply.from().map(Instant::toString).orElse(null),
                            reply.until().map(Instant::toString).orElse(null),
                            reply.interval().toSeconds(),
                            reply.enabled(),
                            reply.changed().toString())));
            return 0;
        }
        if (found.isEmpty()) {
            talk.out().println("Mailbox " + account.login() + " answers nothing by itself.");
            return 0;
        }
        AutoReply reply = found.get();
        talk.out().println("Mailbox    " + account.login());
        talk.out().println("Enabled    " + Values.yesOrNo(reply.enabled()));
        talk.out().println("From       " + reply.from().map(Instant::toString).orElse("now"));
        talk.out().println("Until      " + reply.until().map(Instant::toString).orElse("further notice"));
        talk.out().println("Interval   " + Values.text(reply.interval()));
        talk.out().println("Subject    " + (reply.subject().isEmpty() ? "Re: and theirs" : reply.subject()));
        talk.out().println();
        reply.text().lines().forEach(talk.out()::println);
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Switch the auto-reply of a mailbox on or off.")
    int change(
            @Parameters(paramLabel = "MAILBOX", description = "Its login or one of its addresses.") String mailbox,
            @CommandLine.ArgGroup(multiplicity = "1") ForwardCommands.OnOrOff wanted) {
        Account account = account(mailbox);
        talk.mailboxes().enableAutoReply(account.login().value(), wanted.enable);
        talk.out().println("The auto-reply of " + account.login() + " is " + (wanted.enable ? "on." : "off."));
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Remove the auto-replies of mailboxes.")
    int remove(@Parameters(arity = "1..*", paramLabel = "MAILBOX") List<String> mailboxes) {
        return talk.each(mailboxes, mailbox -> {
            Account account = account(mailbox);
            talk.mailboxes().removeAutoReply(account.login().value());
            talk.out()
                    .println("The auto-reply of " + account.login() + " is removed. To undo: autoreply restore "
                            + account.login());
        });
    }

    @Command(mixinStandardHelpOptions = true, description = "Bring back removed auto-replies.")
    int restore(@Parameters(arity = "1..*", paramLabel = "MAILBOX") List<String> mailboxes) {
        return talk.each(mailboxes, mailbox -> {
            Account account = account(mailbox);
            talk.mailboxes().restoreAutoReply(account.login().value());
            talk.out().println("The auto-reply of " + account.login() + " is restored.");
        });
    }

    private Account account(String mailbox) {
        return talk.directory().mailbox(mailbox).account();
    }
}
