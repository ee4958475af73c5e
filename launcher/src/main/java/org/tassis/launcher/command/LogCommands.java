package org.tassis.launcher.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tassis.core.Cidr;
import org.tassis.launcher.protocol.ProtocolRecorder;
import org.tassis.launcher.protocol.Recordings;
import org.tassis.net.ProtocolLog;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `log start|stop|list|show`.
@Command(
        name = "log",
        mixinStandardHelpOptions = true,
        description = "Record what mail programs and this server say to each other, without passwords and without the"
                + " content of messages.")
final class LogCommands implements Runnable {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int MAX_LINES = 100_000;

    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    LogCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    /// One of three.
    static final class Choice {
        @Option(
                names = "--login",
                required = true,
                paramLabel = "MAILBOX",
                description = "Sessions of this mailbox, by its login or one of its addresses, from their login on.")
        @Nullable
        String login;

        @Option(
                names = "--from",
                required = true,
                paramLabel = "ADDRESS",
                description = "Sessions from this address, or network such as 192.0.2.0/24.")
        @Nullable
        Cidr from;

        @Option(names = "--all", required = true, description = "All sessions.")
        boolean all;
    }

    @Command(mixinStandardHelpOptions = true, description = "Begin a recording in the data directory, in protocol/.")
    int start(
            @CommandLine.ArgGroup(multiplicity = "1") Choice choice,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            defaultValue = "15m",
                            description = "When it ends by itself: 1s to 24h (${DEFAULT-VALUE}).")
                    Duration time) {
        Optional<ProtocolRecorder> recorder = recorder();
        if (recorder.isEmpty()) {
            return 1;
        }
        if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
            throw Talk.refused("The time", "is 1s to 24h");
        }
        String what;
        Predicate<ProtocolLog.Subject> sessions;
        if (choice.login != null) {
            String login =
                    talk.directory().mailbox(choice.login).account().login().value();
            what = "sessions of " + login;
            sessions = ProtocolLog.loggedInAs(login);
        } else if (choice.from != null) {
            what = "sessions from " + choice.from;
            sessions = ProtocolLog.from(choice.from);
        } else {
            what = "all sessions";
            sessions = ProtocolLog.everybody();
        }
        return recorder.get()
                .start(sessions, what, time)
                .map(running -> {
                    talk.out()
                            .println("Recording " + what + " until "
                                    + running.until().truncatedTo(ChronoUnit.SECONDS) + " in " + running.file()
                                    + ". To look: log show. To end it: log stop");
                    return 0;
                })
                .orElseGet(() -> {
                    talk.err().println("A recording is running already. End it first: log stop");
                    return 1;
                });
    }

    @Command(mixinStandardHelpOptions = true, description = "End the recording.")
    int stop() {
        return recorder()
                .map(recorder -> {
                    talk.out()
                            .println(recorder.stop()
                                    .map(was -> "Stopped recording " + was.what() + ": " + was.file())
                                    .orElse("No recording was running."));
                    return 0;
                })
                .orElse(1);
    }

    @Command(mixinStandardHelpOptions = true, description = "List the recordings, and say which one is running.")
    int list() {
        talk.recorder()
                .flatMap(ProtocolRecorder::running)
                .ifPresentOrElse(
                        running -> talk.out()
                                .println("Recording " + running.what() + " until "
                                        + running.until().truncatedTo(ChronoUnit.SECONDS) + "."),
                        () -> talk.out().println("No recording is running."));
        List<Recordings.Recording> all = talk.recordings().all();
        if (!all.isEmpty()) {
            new Table(talk.out(), "RECORDING", "SIZE")
                    .print(all.stream()
                            .map(one -> List.of(one.name(), Values.size(one.size())))
                            .toList());
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Print the end of a recording.")
    int show(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "RECORDING",
                            description = "As list names it; without it the newest.")
                    @Nullable
                    String name,
            @Option(
                            names = "--lines",
                            paramLabel = "COUNT",
                            defaultValue = "200",
                            description = "How many lines at most (${DEFAULT-VALUE}).")
                    int lines) {
        if (lines < 1 || lines > MAX_LINES) {
            throw Talk.refused("The count of lines", "is 1 to " + MAX_LINES);
        }
        Optional<Recordings.Recording> chosen = name == null
                ? talk.recordings().all().stream().findFirst()
                : talk.recordings().named(name);
        if (chosen.isEmpty()) {
            talk.err()
                    .println(
                            name == null
                                    ? "There is no recording yet: log start"
                                    : "There is no recording '" + name + "'; log list names them.");
            return 1;
        }
        Deque<String> last = new ArrayDeque<>();
        try (Stream<String> all = Files.lines(chosen.get().file(), StandardCharsets.UTF_8)) {
            all.forEach(line -> {
                if (last.size() == lines) {
                    last.removeFirst();
                }
                last.addLast(line);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        last.forEach(talk.out()::println);
        return 0;
    }

    private Optional<ProtocolRecorder> recorder() {
        Optional<ProtocolRecorder> recorder = talk.recorder();
        if (recorder.isEmpty()) {
            talk.err()
                    .println("No server is running with this data directory, so there are no sessions to record."
                            + " Start it with ./tassis run, or name its directory with --data or --config.");
        }
        return recorder;
    }
}
