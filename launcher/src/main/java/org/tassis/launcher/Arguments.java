package org.tassis.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The words of the command line: what every command shares (`--config FILE`, `--data DIR`) taken out, the rest in
/// order.
///
/// @param command the first word
/// @param config  a settings file named explicitly
/// @param data    a data directory named explicitly
record Arguments(String command, Optional<Path> config, Optional<Path> data, List<String> rest) {
    Arguments {
        rest = List.copyOf(rest);
    }

    /// @throws Wrong an option without its value
    static Arguments parse(String[] words) {
        String command = words.length == 0 ? "help" : words[0];
        Optional<Path> config = Optional.empty();
        Optional<Path> data = Optional.empty();
        List<String> rest = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            switch (words[i]) {
                case "--config" -> config = Optional.of(value(words, i++));
                case "--data" -> data = Optional.of(value(words, i++));
                default -> rest.add(words[i]);
            }
        }
        return new Arguments(command, config, data, rest);
    }

    private static Path value(String[] words, int option) {
        if (option + 1 >= words.length) {
            throw new Wrong(words[option] + " needs a value");
        }
        return Path.of(words[option + 1]);
    }

    /// Takes an option with a value out of the rest.
    static Optional<String> take(List<String> rest, String option) {
        int at = rest.indexOf(option);
        if (at < 0) {
            return Optional.empty();
        }
        if (at + 1 >= rest.size()) {
            throw new Wrong(option + " needs a value");
        }
        rest.remove(at);
        return Optional.of(rest.remove(at));
    }

    /// The command line cannot be understood: exit status 2.
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;

        Wrong(String message) {
            super(message, null, false, false);
        }
    }
}
