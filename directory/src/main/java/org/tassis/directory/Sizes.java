package org.tassis.directory;

import java.text.NumberFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.core.Quota;

/// How octets are said to people, in units of 1024. {@link #text} is for letters, commands and the audit log:
/// in the largest unit that fits, with one decimal where it is not exact. {@link #of} is for tables of a
/// page: as short as can be, in the visitor's language. For templates: `${sizes.of(...)}`. Any thread.
public final class Sizes {
    private static final String UNITS = "KMGT";

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,18}) *([KMGT]?)(I?[BO])?");

    private final Supplier<Locale> language;

    /// @param language of whoever reads at the moment
    public Sizes(Supplier<Locale> language) {
        this.language = language;
    }

    /// `unlimited`, or octets with an optional unit of 1024: `3GB`, `500 MB`, `3 Go`, `1048576`.
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

    /// A number of octets in a unit of 1024.
    ///
    /// @param unit 0: octets, 1: KB, ...
    private record Shown(double value, int unit) {
        /// @param most what a number in a unit is below
        static Shown of(long octets, int most) {
            int unit = 0;
            double value = octets;
            while (unit < UNITS.length() && value >= most) {
                value /= 1024;
                unit++;
            }
            return new Shown(value, unit);
        }

        String name() {
            return unit == 0 ? "B" : UNITS.charAt(unit - 1) + "B";
        }
    }

    /// @param octets not negative
    public static String text(long octets) {
        Shown shown = Shown.of(octets, 1024);
        double value = shown.value();
        String number =
                value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value);
        return number + " " + shown.name();
    }

    /// Such as `840 B`, `12 KB`, `3.4 MB`, in French `3,4 Mo`; never of more than three digits before the
    /// unit.
    ///
    /// @param octets not negative
    public String of(long octets) {
        Shown shown = Shown.of(octets, 1000);
        NumberFormat format = NumberFormat.getNumberInstance(language.get());
        format.setMaximumFractionDigits(shown.unit() > 1 && shown.value() < 10 ? 1 : 0);
        String unit = shown.name();
        return format.format(shown.value()) + "\u00a0"
                + (language.get().getLanguage().equals("fr") ? unit.replace('B', 'o') : unit);
    }
}
