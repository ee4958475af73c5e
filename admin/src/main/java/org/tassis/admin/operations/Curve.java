package org.tassis.admin.operations;

import java.text.NumberFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/// One figure, drawn.
///
/// @param name  the message `operations.figure.NAME` says what it is
/// @param lines points of SVG polylines in a field of {@link #WIDTH} by {@link #HEIGHT}; none without
///     values, and a new one after a time without
/// @param now   the last value, in words
/// @param most  what the field's upper end is, in words
/// @param since of the field's left end
public record Curve(String name, List<String> lines, String now, String most, Instant since, Instant until) {
    public Curve {
        lines = List.copyOf(lines);
    }

    public static final int WIDTH = 600;
    public static final int HEIGHT = 120;

    /// Points of one curve: more are not seen.
    private static final int POINTS = 200;

    static Curve of(Figures.Values values, LongFunction<String> sizes, Locale language) {
        int every = Math.max(1, values.steps() / POINTS);
        float[] all = values.values();
        double top = 0;
        for (float value : all) {
            top = Float.isNaN(value) ? top : Math.max(top, value);
        }
        double full = nice(top, values.kind());
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        // groups are counted from the right end, so that the newest value is a point of its own group
        for (int from = all.length % every == 0 ? 0 : all.length % every - every; from < all.length; from += every) {
            double most = Double.NaN;
            int last = Math.min(all.length, from + every);
            for (int i = Math.max(0, from); i < last; i++) {
                if (!Float.isNaN(all[i])) {
                    most = Double.isNaN(most) ? all[i] : Math.max(most, all[i]);
                }
            }
            if (Double.isNaN(most)) {
                end(line, lines);
                continue;
            }
            double x = WIDTH * (values.steps() - all.length + last) / (double) values.steps();
            double y = HEIGHT - (HEIGHT - 2) * most / full;
            line.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        }
        end(line, lines);
        return new Curve(
                values.name(),
                lines,
                words(values.now(), values.kind(), sizes, language),
                words(full, values.kind(), sizes, language),
                values.until().minus(Figures.STEP.multipliedBy(values.steps())),
                values.until());
    }

    private static void end(StringBuilder line, List<String> lines) {
        if (!line.isEmpty()) {
            lines.add(line.toString().strip());
            line.setLength(0);
        }
    }

    /// 1, 2, 5, 10, 20 ... of the unit.
    private static double nice(double top, Figures.Kind kind) {
        double step =
                switch (kind) {
                    case RATE, COUNT -> 5;
                    case PERCENT -> 100;
                    case OCTETS, TRAFFIC -> 1024;
                };
        while (step < top) {
            double ten = Math.pow(10, Math.floor(Math.log10(step)));
            step = kind == Figures.Kind.OCTETS || kind == Figures.Kind.TRAFFIC
                    ? step * 2
                    : step / ten >= 5 ? 10 * ten : step / ten >= 2 ? 5 * ten : 2 * ten;
        }
        return step;
    }

    private static String words(double value, Figures.Kind kind, LongFunction<String> sizes, Locale language) {
        NumberFormat numbers = NumberFormat.getNumberInstance(language);
        numbers.setMaximumFractionDigits(value < 10 && kind != Figures.Kind.COUNT ? 1 : 0);
        return switch (kind) {
            case RATE, COUNT -> numbers.format(value);
            case PERCENT -> numbers.format(value) + " %";
            case OCTETS -> sizes.apply((long) value);
            case TRAFFIC -> sizes.apply((long) value) + "/s";
        };
    }
}
