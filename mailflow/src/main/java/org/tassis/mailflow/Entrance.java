package org.tassis.mailflow;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The listener through which a client came, and what is checked there. Immutable.
///
/// @param name  of the listener, as the settings have it
/// @param modes of the checks that are not enforced there
public record Entrance(String name, Map<Check, Mode> modes) {
    /// Everything is enforced.
    public static final Entrance STRICT = new Entrance("", Map.of());

    /// Of mail that waited for its time: it was checked when it came.
    public static final Entrance RELEASE =
            new Entrance("release", Stream.of(Check.values()).collect(Collectors.toMap(check -> check, _ -> Mode.OFF)));

    public Entrance {
        modes = modes.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(modes));
    }

    public Mode mode(Check check) {
        return modes.getOrDefault(check, Mode.ENFORCE);
    }
}
