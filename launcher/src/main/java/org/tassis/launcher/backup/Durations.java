package org.tassis.launcher.backup;

import java.time.Duration;
import java.util.Locale;

/// Times that something takes or is old, as people read them.
final class Durations {
    private Durations() {}

    static String of(Duration time) {
        if (time.toMinutes() < 2) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (time.toHours() < 2) {
            return time.toMinutes() + " min";
        }
        return time.toDays() < 2 ? time.toHours() + " h" : time.toDays() + " days";
    }
}
