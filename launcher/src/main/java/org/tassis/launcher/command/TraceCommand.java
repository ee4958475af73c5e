package org.tassis.launcher.command;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.tassis.directory.desk.Visit;
import org.tassis.mailflow.trace.Endings;
import org.tassis.mailflow.trace.Story;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.mailflow.trace.TraceQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `trace WORDS...`: the stories of messages, each with how it ended.
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        description = "Tell what became of messages, the newest first. Words are addresses, domains, hosts,"
                + " message-ids, ids of this server or words of the subject; all must fit.")
final class TraceCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final Talk talk;

    @Parameters(arity = "1..*", paramLabel = "WORDS", description = "What is looked for.")
    private List<String> words = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "7d",
            description = "How far back: 30m, 12h, 90d (${DEFAULT-VALUE}).")
    private Duration since = Duration.ofDays(7);

    @Option(
            names = "--most",
            paramLabel = "COUNT",
            defaultValue = "20",
            description = "How many messages at most, 1 to 1000 (${DEFAULT-VALUE}).")
    private int most = 20;

    @Option(
            names = "--language",
            paramLabel = "LANGUAGE",
            defaultValue = "en",
            description = "Of the sentences: en, fr or nl (${DEFAULT-VALUE}).")
    private Locale language = Locale.ENGLISH;

    TraceCommand(Talk talk) {
        this.talk = talk;
    }

    @Override
    public Integer call() {
        if (most < 1 || most > 1000) {
            throw Talk.refused("The count of messages", "is 1 to 1000");
        }
        Instant now = Instant.now();
        List<Story> stories = talk.trace()
                .find(Visit.CONSOLE, new TraceQuery(words, now.minus(since), now.plus(Duration.ofDays(1)), most));
        if (stories.isEmpty()) {
            talk.err().println("Nothing was found in this time; --since 90d looks further back.");
            return 1;
        }
        Endings endings = new Endings(language);
        String gap = "";
        for (Story story : stories) {
            talk.out().print(gap);
            print(story, endings);
            gap = System.lineSeparator();
        }
        return 0;
    }

    private void print(Story story, Endings endings) {
        for (TraceEvent event : story.events()) {
            if (event instanceof TraceEvent.Accepted accepted) {
                line("Message " + story.message() + "  " + Values.size(accepted.size()) + "  " + accepted.messageId()
                        + "  " + accepted.subject());
            }
        }
        for (TraceEvent event : story.events()) {
            line(TIME.format(event.at()) + "  " + endings.sentence(event));
        }
        for (Map.Entry<String, TraceEvent> ending : story.endings().entrySet()) {
            if (story.events().size() > 1 && !ending.getKey().isEmpty()) {
                line("  => " + ending.getKey() + ": " + endings.sentence(ending.getValue()));
            }
        }
    }

    /// Strangers wrote parts of it: nothing of theirs reaches the terminal but text.
    private void line(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> safe.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c));
        talk.out().println(safe);
    }
}
