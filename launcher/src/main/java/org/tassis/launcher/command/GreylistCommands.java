package org.tassis.launcher.command;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.desk.Visit;
import org.tassis.greylist.Greylist;
import org.tassis.greylist.Trust;
import org.tassis.greylist.Trusted;
import org.tassis.greylist.Visitor;
import org.tassis.greylist.WaitingRoom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `greylist list|let-in|forget|pause|trusted|trust|distrust`.
@Command(
        name = "greylist",
        mixinStandardHelpOptions = true,
        description = "Strangers that were asked to come again: who waits, and who was let in.")
final class GreylistCommands implements Runnable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    record Row(
            long id,
            String state,
            String sender,
            String recipient,
            String client,
            Instant first,
            Instant last,
            long attempts,
            @Nullable Instant taken) {}

    GreylistCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(mixinStandardHelpOptions = true, description = "List who waits, who came last first.")
    int list(
            @Option(names = "--mailbox", paramLabel = "MAILBOX", description = "Only for this one.") @Nullable
                    String mailbox,
            @Option(names = "--let-in", description = "Who was let in, by waiting or by let-in, instead.")
                    boolean letIn,
            @Option(
                            names = "--most",
                            paramLabel = "COUNT",
                            defaultValue = "100",
                            description = "How many at most (${DEFAULT-VALUE}; 1000 at most).")
                    int most,
            @Option(names = "--json", description = "As JSON.") boolean json) {
        Optional<AccountId> owner =
                Optional.ofNullable(mailbox).map(login -> account(login).id());
        List<Visitor> visitors = talk.greylist()
                .visitors(
                        letIn ? Visitor.State.LET_IN : Visitor.State.WAITING,
                        owner,
                        Math.clamp(most, 1, WaitingRoom.MOST));
        if (json) {
            Json.printAll(talk.out(), visitors.stream().map(this::row).iterator());
        } else if (visitors.isEmpty()) {
            talk.out().println(letIn ? "Nobody was let in lately." : "Nobody waits.");
        } else {
            new Table(
                            talk.out(),
                            "ENTRY",
                            "FROM",
                            "TO",
                            "CLIENT",
                            "CAME FIRST",
                            "TIMES",
                            letIn ? "CAME LAST" : "TAKEN FROM")
                    .print(visitors.stream()
                            .map(visitor -> List.of(
                                    Long.toString(visitor.id()),
                                    sender(visitor),
                                    safe(visitor.recipient().toString()),
                                    visitor.client().getHostAddress(),
                                    TIME.format(visitor.first()),
                                    Long.toString(visitor.attempts()),
                                    TIME.format(
                                            letIn
                                                    ? visitor.last()
                                                    : talk.greylist().opens(visitor))))
                            .toList());
        }
        return 0;
    }

    record TrustRow(long id, String who, Instant since, Instant last) {
        static TrustRow of(Trust trust) {
            return new TrustRow(trust.id(), trust.text(), trust.since(), trust.last());
        }
    }

    @Command(mixinStandardHelpOptions = true, description = "List who need not wait any more, who sent last first.")
    int trusted(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "TEXT",
                            description = "Part of the sender, its network or its domain.")
                    @Nullable
                    String text,
            @Option(
                            names = "--most",
                            paramLabel = "COUNT",
                            defaultValue = "100",
                            description = "How many at most (${DEFAULT-VALUE}; 1000 at most).")
                    int most,
            @Option(names = "--json", description = "As JSON.") boolean json) {
        List<Trust> trusted = talk.door()
                .trusted(
                        Visit.CONSOLE,
                        text == null ? "" : text,
                        Optional.empty(),
                        Math.clamp(most, 1, WaitingRoom.MOST));
        if (json) {
            Json.printAll(talk.out(), trusted.stream().map(TrustRow::of).iterator());
        } else if (trusted.isEmpty()) {
            talk.out().println("Nobody like that is trusted.");
        } else {
            new Table(talk.out(), "ENTRY", "WHO", "SINCE", "SENT LAST")
                    .print(trusted.stream()
                            .map(trust -> List.of(
                                    Long.toString(trust.id()),
                                    safe(trust.text()),
                                    TIME.format(trust.since()),
                                    TIME.format(trust.last())))
                            .toList());
        }
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Trust somebody, who need not wait from now on: a domain, from wherever its SPF record says; or with"
                        + " --from addresses, from one network.",
                "Numbers in addresses are alike, and so is all that follows a +."
            })
    int trust(
            @Parameters(arity = "1..*", paramLabel = "WHO", description = "Domains; with --from addresses.")
                    List<String> whom,
            @Option(
                            names = "--from",
                            paramLabel = "ADDRESS",
                            description = "Of a client; its neighbours count with it.")
                    @Nullable
                    String from) {
        return talk.each(whom, who -> {
            Trusted wanted = talk.greylist()
                    .whom(Optional.ofNullable(from), who)
                    .orElseThrow(() -> Talk.refused(
                            who + (from == null ? "" : " from " + from),
                            from == null
                                    ? "is no domain; an address needs --from"
                                    : "cannot be trusted: name an address, and that of a client such as 192.0.2.7"));
            talk.out().println(safe(talk.door().trust(Visit.CONSOLE, wanted).text()) + " need not wait any more.");
        });
    }

    @Command(mixinStandardHelpOptions = true, description = "Trust somebody no more: it waits anew.")
    int distrust(
            @Parameters(arity = "1..*", paramLabel = "ENTRY", description = "Numbers, as trusted shows them.")
                    List<Long> ids) {
        int status = 0;
        for (long id : ids) {
            Optional<Trust> done = talk.door().distrust(Visit.CONSOLE, id);
            if (done.isPresent()) {
                talk.out().println(safe(done.get().text()) + " waits anew.");
            } else {
                talk.err().println("Nobody of the number " + id + " is trusted: see greylist trusted.");
                status = 1;
            }
        }
        return status;
    }

    @Command(name = "let-in", mixinStandardHelpOptions = true, description = "Take mail of who waits from now on.")
    int letIn(
            @Parameters(arity = "1..*", paramLabel = "ENTRY", description = "Numbers, as list shows them.")
                    List<Long> ids) {
        return each(ids, talk.greylist()::letIn, "need not wait any more");
    }

    @Command(mixinStandardHelpOptions = true, description = "Forget who came: it waits anew, also when it was let in.")
    int forget(
            @Parameters(arity = "1..*", paramLabel = "ENTRY", description = "Numbers, as list shows them.")
                    List<Long> ids) {
        return each(ids, talk.greylist()::forget, "is forgotten");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Let everybody in to a mailbox for a while, when mail of a stranger is expected now.")
    int pause(
            @Parameters(paramLabel = "MAILBOX") String mailbox,
            @Option(
                            names = "--for",
                            paramLabel = "MINUTES",
                            defaultValue = "10",
                            description = "How long (${DEFAULT-VALUE} minutes; a day at most; 0 ends it).")
                    long minutes) {
        if (minutes < 0 || minutes > Greylist.LONGEST_OPEN.toMinutes()) {
            talk.err().println("--for takes 0 to " + Greylist.LONGEST_OPEN.toMinutes() + " minutes.");
            return 2;
        }
        Account account = account(mailbox);
        Instant until = talk.greylist().open(account.id(), Duration.ofMinutes(minutes));
        talk.out()
                .println(
                        minutes == 0
                                ? "Strangers wait again for " + account.login() + "."
                                : "Nobody waits for " + account.login() + " until " + TIME.format(until) + ".");
        return 0;
    }

    private int each(List<Long> ids, Consumer<Visitor> action, String done) {
        return talk.each(ids, id -> {
            Visitor visitor = talk.greylist()
                    .visitor(id)
                    .orElseThrow(() -> Talk.refused(Long.toString(id), "is no entry; greylist list shows them"));
            action.accept(visitor);
            talk.out()
                    .println(sender(visitor) + " " + done + " with mail for "
                            + safe(visitor.recipient().toString()) + ".");
        });
    }

    private Account account(String mailbox) {
        return talk.directory().mailbox(mailbox).account();
    }

    private Row row(Visitor visitor) {
        boolean waits = visitor.state() == Visitor.State.WAITING;
        return new Row(
                visitor.id(),
                waits ? "waiting" : "let-in",
                visitor.sender().map(EmailAddress::toString).orElse(""),
                visitor.recipient().toString(),
                visitor.client().getHostAddress(),
                visitor.first(),
                visitor.last(),
                visitor.attempts(),
                waits ? talk.greylist().opens(visitor) : null);
    }

    private static String sender(Visitor visitor) {
        return visitor.sender().map(address -> safe(address.toString())).orElse("<>");
    }

    /// Strangers wrote it: nothing of theirs reaches the terminal but text.
    private static String safe(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> safe.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c));
        return safe.toString();
    }
}
