package org.tassis.launcher.settings;

import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/// Checks of single values, whose failure names the key and what is allowed.
final class Allowed {
    private Allowed() {}

    /// A value that is not allowed.
    static final class Refused extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private final String key;

        Refused(String key, String allowed) {
            super(allowed);
            this.key = key;
        }

        String key() {
            return key;
        }
    }

    static void that(String key, boolean holds, String allowed) {
        if (!holds) {
            throw new Refused(key, "allowed: " + allowed);
        }
    }

    static void between(String key, long value, long least, long most) {
        that(key, value >= least && value <= most, least + " to " + most + " (it is " + value + ")");
    }

    static void between(String key, Duration value, Duration least, Duration most) {
        that(
                key,
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                text(least) + " to " + text(most) + " (it is " + text(value) + ")");
    }

    static void between(String key, DataSize value, DataSize least, DataSize most) {
        that(
                key,
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                text(least) + " to " + text(most) + " (it is " + text(value) + ")");
    }

    private static String text(Duration duration) {
        java.time.temporal.ChronoUnit unit = duration.toSeconds() % 86400 == 0 && !duration.isZero()
                ? java.time.temporal.ChronoUnit.DAYS
                : duration.toSeconds() % 3600 == 0 && !duration.isZero()
                        ? java.time.temporal.ChronoUnit.HOURS
                        : duration.toSeconds() % 60 == 0 && !duration.isZero()
                                ? java.time.temporal.ChronoUnit.MINUTES
                                : java.time.temporal.ChronoUnit.SECONDS;
        return DurationStyle.SIMPLE.print(duration, unit);
    }

    private static String text(DataSize size) {
        String[] units = {"B", "KB", "MB", "GB", "TB"};
        long value = size.toBytes();
        int unit = 0;
        while (unit < units.length - 1 && value != 0 && value % 1024 == 0) {
            value /= 1024;
            unit++;
        }
        return value + units[unit];
    }
}
