package org.tassis.directory;

import java.util.Locale;

/// How octets are said to people: in the largest unit of 1024 that fits, with one decimal where it is not exact.
public final class Sizes {
    private static final String UNITS = "KMGT";

    private Sizes() {}

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
