package org.tassis.launcher.settings;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Mode;

/// What a listener checks otherwise than the others: `greylisting off, reverse-dns observe`.
public final class CheckModes {
    private CheckModes() {}

    /// Nothing when it cannot be understood.
    public static Optional<Map<Check, Mode>> parse(String text) {
        Map<Check, Mode> modes = new EnumMap<>(Check.class);
        for (String part : text.split(",", -1)) {
            if (part.isBlank()) {
                continue;
            }
            String[] words = part.strip().split("\\s+", -1);
            if (words.length != 2) {
                return Optional.empty();
            }
            try {
                modes.put(Check.valueOf(constant(words[0])), Mode.valueOf(constant(words[1])));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }
        return Optional.of(modes);
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
