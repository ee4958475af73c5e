package org.tassis.mailflow.policy;

import java.time.Duration;

/// Times to wait, in words. Stateless.
final class Waiting {
    private Waiting() {}

    /// `15 minutes`, rounded up; `40 seconds` below two minutes.
    static String text(Duration left) {
        long seconds = left.plusMillis(999).toSeconds();
        return seconds < 120 ? seconds + " seconds" : (seconds + 59) / 60 + " minutes";
    }

    /// `15 min` or `40 s`, which every language understands.
    static String brief(Duration left) {
        return text(left).replace(" seconds", " s").replace(" minutes", " min");
    }
}
