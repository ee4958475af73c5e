package org.tassis.webmail.calendar;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Takes out of an iCalendar text what a stranger could keep a reader busy with: definitions of time zones
/// that change more often than the seasons, and components without end. A zone that is not defined any more
/// is known by its name, or is the reader's own.
final class ZoneDefinitions {
    private static final int MOST_LINES = 600;
    private static final Pattern BUSY =
            Pattern.compile("BYHOUR|BYMINUTE|BYSECOND|BYSETPOS|BYYEARDAY|BYWEEKNO|COUNT", Pattern.CASE_INSENSITIVE);

    private ZoneDefinitions() {}

    /// @param most components; what comes after is left out
    static String tamed(String text, int most) {
        StringBuilder out = new StringBuilder(text.length());
        List<String> zone = new ArrayList<>();
        boolean inZone = false;
        int parts = 0;
        // RFC 5545 §3.1: a line that begins with a space continues the one before
        for (String line : text.replaceAll("\r?\n[ \t]", "").split("\r?\n", -1)) {
            String word = line.strip().toUpperCase(Locale.ROOT);
            if (word.startsWith("BEGIN:") && ++parts > most) {
                break;
            }
            if (word.equals("BEGIN:VTIMEZONE")) {
                inZone = true;
                zone.clear();
            }
            if (!inZone) {
                out.append(line).append("\r\n");
                continue;
            }
            if (zone.size() <= MOST_LINES) {
                zone.add(line);
            }
            if (word.equals("END:VTIMEZONE")) {
                inZone = false;
                if (isSimple(zone)) {
                    zone.forEach(one -> out.append(one).append("\r\n"));
                }
            }
        }
        return out.toString();
    }

    private static boolean isSimple(List<String> zone) {
        return zone.size() <= MOST_LINES
                && zone.stream()
                        .map(line -> line.toUpperCase(Locale.ROOT))
                        .filter(line -> line.startsWith("RRULE") || line.startsWith("EXRULE"))
                        .allMatch(line -> line.contains("FREQ=YEARLY")
                                && !BUSY.matcher(line).find());
    }
}
