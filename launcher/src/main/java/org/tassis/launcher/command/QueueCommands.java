package org.tassis.launcher.command;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tassis.core.EmailAddress;
import org.tassis.directory.desk.Visit;
import org.tassis.mailflow.queue.DeliveryStatus;
import org.tassis.mailflow.queue.QueueFigures;
import org.tassis.mailflow.queue.QueueFilter;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.remote.Routes;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `queue list|show|retry|hold|release|drop|reroute`.
@Command(
        name = "queue",
        mixinStandardHelpOptions = true,
        description = "Mail that waits to be brought to other servers, or for the time its sender named; one entry for"
                + " each recipient.")
final class QueueCommands implements Runnable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final int PAGE = 500;

    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    record Row(
            long id,
            String message,
            String sender,
            String recipient,
            String destination,
            String state,
            Instant accepted,
            Instant due,
            Instant expires,
            int attempts,
            long size,
            String last) {
        static Row of(Queued row) {
            return new Row(
                    row.id(),
                    row.message().id(),
                    QueueCommands.sender(row),
                    row.address().toString(),
                    row.destination(),
                    row.state().name().toLowerCase(Locale.ROOT),
                    row.message().accepted(),
                    row.due(),
                    row.expires(),
                    row.attempts(),
                    row.message().size(),
                    row.lastStatus().map(DeliveryStatus::toString).orElse(""));
        }
    }

    /// Which entries.
    static final class Which {
        @Parameters(arity = "0..*", paramLabel = "ENTRY", description = "Numbers of entries, as list shows them.")
        List<Long> ids = List.of();

        @Option(
                names = "--matching",
                paramLabel = "TEXT",
                description = "All with this in recipient, sender or id of the message.")
        @Nullable
        String text;

        @Option(names = "--destination", paramLabel = "DESTINATION", description = "All for this destination.")
        @Nullable
        String destination;
    }

    QueueCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(mixinStandardHelpOptions = true, description = "List entries, the oldest first.")
    int list(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "TEXT",
                            description = "Part of recipient, sender or id of the message.")
                    @Nullable
                    String text,
            @Option(names = "--destination", paramLabel = "DESTINATION", description = "Only for this one.") @Nullable
                    String destination,
            @Option(names = "--held", description = "Only those that are held.") boolean held,
            @Option(
                            names = "--most",
                            paramLabel = "COUNT",
                            defaultValue = "1000",
                            description = "How many at most (${DEFAULT-VALUE}).")
                    int most,
            @Option(names = "--json", description = "As JSON.") boolean json) {
        QueueFilter filter = new QueueFilter(
                Optional.ofNullable(text),
                Optional.ofNullable(destination),
                held ? Optional.of(Queued.State.HELD) : Optional.empty());
        if (json) {
            Json.printAll(talk.out(), some(filter, most).stream().map(Row::of).iterator());
            return 0;
        }
        List<Queued> rows = some(filter, most);
        if (!rows.isEmpty()) {
            new Table(talk.out(), "ENTRY", "MESSAGE", "FROM", "TO", "NEXT", "TRIED", "LAST ANSWER")
                    .print(rows.stream()
                            .map(row -> List.of(
                                    Long.toString(row.id()),
                                    row.message().id(),
                                    sender(row),
                                    safe(row.address().toString()),
                                    row.state() == Queued.State.HELD ? "held" : TIME.format(row.due()),
                                    Integer.toString(row.attempts()),
                                    row.lastStatus()
                                            .map(DeliveryStatus::toString)
                                            .map(QueueCommands::safe)
                                            .orElse("")))
                            .toList());
        }
        QueueFigures figures = talk.queue().figures(Visit.CONSOLE);
        talk.out().println("In all " + figures.waiting() + " waiting, " + figures.held() + " held.");
        return 0;
    }

    private List<Queued> some(QueueFilter filter, int most) {
        List<Queued> rows = new ArrayList<>();
        long after = 0;
        while (rows.size() < most) {
            List<Queued> page = talk.queue().find(Visit.CONSOLE, filter, after, Math.min(PAGE, most - rows.size()));
            if (page.isEmpty()) {
                break;
            }
            rows.addAll(page);
            after = page.getLast().id();
        }
        return rows;
    }

    @Command(mixinStandardHelpOptions = true, description = "Say everything about an entry.")
    int show(@Parameters(paramLabel = "ENTRY", description = "Its number.") long id) {
        Optional<Queued> found = talk.queue().row(Visit.CONSOLE, id);
        if (found.isEmpty()) {
            return nothing();
        }
        Queued row = found.get();
        line("Entry", Long.toString(row.id()));
        line("Message", row.message().id() + ", " + Values.size(row.message().size()));
        line("From", sender(row));
        line("To", row.address().toString());
        line("Destination", row.destination());
        line("Accepted", TIME.format(row.message().accepted()));
        line("State", row.state().name().toLowerCase(Locale.ROOT));
        line("Next try", TIME.format(row.due()));
        line("Given up", TIME.format(row.expires()));
        line("Tried", row.attempts() + (row.attempts() == 1 ? " time" : " times"));
        line("Last answer", row.lastStatus().map(DeliveryStatus::toString).orElse("not tried yet"));
        return 0;
    }

    private void line(String name, String value) {
        talk.out().println(name + " ".repeat(Math.max(1, 13 - name.length())) + safe(value));
    }

    @Command(mixinStandardHelpOptions = true, description = "Try entries now.")
    int retry(@CommandLine.Mixin Which which) {
        return each(which, ids -> talk.queue().retry(Visit.CONSOLE, ids), "to be tried now");
    }

    @Command(mixinStandardHelpOptions = true, description = "Keep entries from being tried, until release.")
    int hold(@CommandLine.Mixin Which which) {
        return each(which, ids -> talk.queue().hold(Visit.CONSOLE, ids), "held");
    }

    @Command(mixinStandardHelpOptions = true, description = "Try held entries again.")
    int release(@CommandLine.Mixin Which which) {
        return each(which, ids -> talk.queue().release(Visit.CONSOLE, ids), "released");
    }

    @Command(mixinStandardHelpOptions = true, description = "Forget entries. Nobody is told.")
    int drop(@CommandLine.Mixin Which which) {
        return each(which, ids -> talk.queue().drop(Visit.CONSOLE, ids), "dropped");
    }

    @Command(mixinStandardHelpOptions = true, description = "Send entries another way, now.")
    int reroute(
            @CommandLine.Mixin Which which,
            @Option(
                            names = "--to",
                            required = true,
                            paramLabel = "DESTINATION",
                            description = "A server as host:port, or a domain whose servers are to get it.")
                    String to) {
        Optional<String> destination = Routes.destination(to);
        if (destination.isEmpty()) {
            talk.err().println("'" + safe(to) + "' is no destination: write host:port, or a domain.");
            return 2;
        }
        return each(
                which,
                ids -> talk.queue().reroute(Visit.CONSOLE, ids, destination.get()),
                "sent to " + destination.get());
    }

    private int each(Which which, Function<List<Long>, List<Queued>> action, String done) {
        if (which.ids.isEmpty() && which.text == null && which.destination == null) {
            talk.err().println("Which entries? Give their numbers, --matching TEXT or --destination DESTINATION.");
            return 2;
        }
        long count = 0;
        if (!which.ids.isEmpty()) {
            count = action.apply(which.ids).size();
        } else {
            QueueFilter filter = new QueueFilter(
                    Optional.ofNullable(which.text), Optional.ofNullable(which.destination), Optional.empty());
            long after = 0;
            List<Queued> page = talk.queue().find(Visit.CONSOLE, filter, after, PAGE);
            while (!page.isEmpty()) {
                count += action.apply(page.stream().map(Queued::id).toList()).size();
                after = page.getLast().id();
                page = talk.queue().find(Visit.CONSOLE, filter, after, PAGE);
            }
        }
        if (count == 0) {
            return nothing();
        }
        talk.out().println(count + (count == 1 ? " entry " : " entries ") + done + ".");
        return 0;
    }

    private int nothing() {
        talk.err().println("There is no such entry in the queue: queue list shows what there is.");
        return 1;
    }

    private static String sender(Queued row) {
        return row.message()
                .sender()
                .map(EmailAddress::toString)
                .map(QueueCommands::safe)
                .orElse("<>");
    }

    /// Strangers wrote parts of it: nothing of theirs reaches the terminal but text.
    private static String safe(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> safe.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c));
        return safe.toString();
    }
}
