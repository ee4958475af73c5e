package org.tassis.directory;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.core.Quota;

/// How octets are said to people: in the largest unit of 1024 that fits, with one decimal where it is not
/// exact.
public final class Sizes {
    private static final String UNITS = "KMGT";

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,18}) *([KMGT]?)(I?B)?");

    private Sizes() {}

    /// `unlimited`, or octets with an optional unit of 1024: `3GB`, `500 MB`, `1048576`.
    public static Optional<Quota> quota(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        if (upper.equals("UNLIMITED")) {
            return Optional.of(Quota.UNLIMITED);
        }
        Matcher parts = SIZE.matcher(upper);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(parts.group(1));
        int shift = parts.group(2).isEmpty() ? 0 : 10 * (UNITS.indexOf(parts.group(2)) + 1);
        return number > Long.MAX_VALUE >> shift + 1 ? Optional.empty() : Optional.of(Quota.ofBytes(number << shift));
    }

    /// In the largest unit in which it is a whole number, as {@link #quota} reads it: `3GB`, `1500MB`,
    /// `1000`.
    public static String exactly(long octets) {
        int unit = 0;
        long value = octets;
        while (unit < UNITS.length() && value > 0 && value % 1024 == 0) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? Long.toString(octets) : value + "" + UNITS.charAt(unit - 1) + "B";
    }

    public static String text(long octets) {
        int unit = 0;
        double value = octets;
        while (unit < UNITS.length() && value >= 1024) {
            value /= 1024;
            unit++;
        }
        if (unit == 0) {
            return octets + " B";
        }
        String number =
                value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value);
        return number + " " + UNITS.charAt(unit - 1) + "B";
    }
}
