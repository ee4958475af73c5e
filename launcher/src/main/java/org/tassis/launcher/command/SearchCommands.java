package org.tassis.launcher.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tassis.launcher.control.Command;
import org.tassis.search.AttachmentStatus;
import org.tassis.search.SearchIndex;
import org.tassis.search.SearchSettings;
import org.tassis.search.SearchStatus;
import picocli.CommandLine;

/// `search status|rebuild`. Exit status as of {@link Command}.
public final class SearchCommands implements Command {
    private final Supplier<Optional<SearchIndex>> index;

    /// @param index of a running server; nothing when it has none
    public SearchCommands(Supplier<Optional<SearchIndex>> index) {
        this.index = index;
    }

    /// Where no server runs: the index can be taken away.
    ///
    /// @param settings of the index, whose data directory this process holds
    public static Command withoutServer(SearchSettings settings) {
        return (words, _, out, err) -> {
            int status = line(out, err, new Words() {
                        @Override
                        public int status() {
                            out.println("No server runs: nothing follows the messages. ./tassis run starts one.");
                            return 1;
                        }

                        @Override
                        public int rebuild() {
                            try {
                                SearchIndex.remove(settings);
                            } catch (IOException e) {
                                err.println("The index in " + settings.directory() + " cannot be removed: "
                                        + e.getMessage() + ".");
                                return 1;
                            }
                            out.println("Removed. The server makes it anew when it starts.");
                            return 0;
                        }
                    })
                    .execute(words.subList(1, words.size()).toArray(String[]::new));
            out.flush();
            err.flush();
            return status;
        };
    }

    @Override
    public int run(List<String> words, InputStream in, PrintWriter out, PrintWriter err) {
        int status = line(out, err, new Words() {
                    @Override
                    public int status() {
                        return index.get().map(one -> tell(one, out)).orElseGet(this::off);
                    }

                    @Override
                    public int rebuild() {
                        return index.get()
                                .map(one -> {
                                    one.rebuild();
                                    out.println("The index is being made anew. Searches read all messages until then;"
                                            + " ./tassis search status tells how far it is.");
                                    return 0;
                                })
                                .orElseGet(this::off);
                    }

                    private int off() {
                        err.println("There is no index: search.enabled is false, or the server is only just starting.");
                        return 1;
                    }
                })
                .execute(words.subList(1, words.size()).toArray(String[]::new));
        out.flush();
        err.flush();
        return status;
    }

    private static int tell(SearchIndex index, PrintWriter out) {
        SearchStatus status = index.status();
        out.println(
                switch (status.state()) {
                    case CHECKING -> "The index is being checked; searches read all messages meanwhile.";
                    case BUILDING ->
                        String.format(
                                Locale.ROOT,
                                "The index is being made: %d of %d folders are complete.",
                                status.mailboxes() - status.behind(),
                                status.mailboxes());
                    case CURRENT -> "The index is complete.";
                    case PAUSED -> "The disk is nearly full: nothing more is indexed until there is room.";
                    case FAILED -> "The index cannot be used and is tried again; searches read all messages.";
                    case OFF -> "The index is closed.";
                });
        out.printf(
                Locale.ROOT,
                "%d messages, %.1f MB in data/search; %d folders wait for their turn.%n",
                status.messages(),
                status.octets() / 1e6,
                status.waiting());
        index.attachments().ifPresent(reading -> tell(reading, out));
        if (!status.trouble().isEmpty()) {
            out.println("Trouble: " + status.trouble());
        }
        return status.state() == SearchStatus.State.FAILED ? 1 : 0;
    }

    private static void tell(AttachmentStatus reading, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "Attachments: %d were read, %d had no text or could not be read; %d folders wait for their turn.%n",
                reading.read(),
                reading.failed(),
                reading.waiting());
        if (!reading.trouble().isEmpty()) {
            out.println("Attachments cannot be read now: " + reading.trouble());
        }
    }

    /// What can be asked for.
    private interface Words {
        int status();

        int rebuild();
    }

    /// It, as it is written.
    @CommandLine.Command(
            name = "tassis search",
            mixinStandardHelpOptions = true,
            description = "The index that makes searches for text fast. It is made from the messages, by itself.")
    static final class Asked implements Runnable {
        private final Words words;

        @CommandLine.Spec
        private CommandLine.Model.@Nullable CommandSpec spec;

        Asked(Words words) {
            this.words = words;
        }

        @Override
        public void run() {
            Values.missing(spec);
        }

        @CommandLine.Command(mixinStandardHelpOptions = true, description = "Tell how far it is, and how large.")
        int status() {
            return words.status();
        }

        @CommandLine.Command(
                mixinStandardHelpOptions = true,
                description = "Make it anew. Searches are slower meanwhile, and miss nothing.")
        int rebuild() {
            return words.rebuild();
        }
    }

    private static CommandLine line(PrintWriter out, PrintWriter err, Words words) {
        CommandLine line = new CommandLine(new Asked(words));
        line.setOut(out);
        line.setErr(err);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler((failure, _) -> {
            err.println(failure.getMessage());
            err.println("For help: ./tassis search --help");
            return 2;
        });
        return line;
    }
}
