package org.tassis.launcher.command;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tassis.directory.desk.BrowserDesk;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `browser list|end`.
@Command(
        name = "browser",
        mixinStandardHelpOptions = true,
        description = "Browsers that are logged in to the pages of webmail and administration.")
final class BrowserCommands implements Runnable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final int MOST = 1000;

    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /// A browser for programs.
    ///
    /// @param key      of its session; nobody gets in with it
    /// @param operator whether it is an operator's
    record Row(
            String key,
            String login,
            boolean operator,
            Instant opened,
            Instant seen,
            Instant expires,
            String from,
            String client) {
        static Row of(BrowserDesk.Browser browser) {
            return new Row(
                    browser.session().key(),
                    browser.login().value(),
                    browser.operator(),
                    browser.session().opened(),
                    browser.session().seen(),
                    browser.session().expires(),
                    browser.session().from(),
                    browser.session().client());
        }
    }

    BrowserCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(mixinStandardHelpOptions = true, description = "List them, the one seen last first.")
    int list(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "TEXT",
                            description = "Part of the login, the address or the name of the browser.")
                    @Nullable
                    String text,
            @Option(names = "--json", description = "For programs.") boolean json) {
        List<Row> rows = talk.browsers().open(text == null ? "" : text).stream()
                .limit(MOST)
                .map(Row::of)
                .toList();
        if (json) {
            Json.printAll(talk.out(), rows.iterator());
        } else if (rows.isEmpty()) {
            talk.out().println("No such browser is logged in.");
        } else {
            new Table(talk.out(), "LOGIN", "FROM", "SEEN", "BROWSER", "KEY")
                    .print(rows.stream()
                            .map(row -> List.of(
                                    row.login(),
                                    row.from(),
                                    TIME.format(row.seen()),
                                    row.client().isEmpty() ? "-" : row.client().replaceAll("\\p{Cntrl}", "?"),
                                    row.key()))
                            .toList());
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Log browsers out.")
    int end(@Parameters(arity = "1..*", paramLabel = "KEY", description = "As list shows them.") List<String> keys) {
        int status = 0;
        for (String key : keys) {
            if (talk.browsers().end(key)) {
                talk.out().println("The browser is logged out.");
            } else {
                talk.err().println("No browser has the key " + key + ": see browser list.");
                status = 1;
            }
        }
        return status;
    }
}
