package org.tassis.mailflow.sieve;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.JulianFields;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tassis.message.MessageDate;

/// The parts of a date: RFC 5260 §4.2.
final class DateParts {
    private static final Set<String> PARTS = Set.of(
            "year", "month", "day", "date", "julian", "hour", "minute", "second", "time", "iso8601", "std11", "zone",
            "weekday");
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("xx", Locale.ROOT);

    private DateParts() {}

    static boolean isPart(String name) {
        return PARTS.contains(name.toLowerCase(Locale.ROOT));
    }

    /// Empty for a part that does not exist.
    static Optional<String> of(OffsetDateTime date, String part) {
        return Optional.ofNullable(
                switch (part.toLowerCase(Locale.ROOT)) {
                    case "year" -> padded(date.getYear(), 4);
                    case "month" -> padded(date.getMonthValue(), 2);
                    case "day" -> padded(date.getDayOfMonth(), 2);
                    case "date" -> DATE.format(date);
                    case "julian" -> Long.toString(date.getLong(JulianFields.MODIFIED_JULIAN_DAY));
                    case "hour" -> padded(date.getHour(), 2);
                    case "minute" -> padded(date.getMinute(), 2);
                    case "second" -> padded(date.getSecond(), 2);
                    case "time" -> TIME.format(date);
                    case "iso8601" -> ISO.format(date);
                    case "std11" -> MessageDate.format(date);
                    case "zone" -> ZONE.format(date);
                    case "weekday" -> Integer.toString(date.getDayOfWeek().getValue() % 7);
                    default -> null;
                });
    }

    private static String padded(int number, int digits) {
        var text = Integer.toString(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    /// `+0100`: RFC 5260 §4.1.
    static Optional<ZoneOffset> offset(String text) {
        if (text.length() != 5 || text.charAt(0) != '+' && text.charAt(0) != '-') {
            return Optional.empty();
        }
        int value = 0;
        for (int i = 1; i < 5; i++) {
            if (!Lexer.isDigit(text.charAt(i))) {
                return Optional.empty();
            }
            value = value * 10 + text.charAt(i) - '0';
        }
        int seconds = (value / 100 * 60 + value % 100) * 60;
        if (value % 100 > 59 || seconds > 18 * 3600) {
            return Optional.empty();
        }
        return Optional.of(ZoneOffset.ofTotalSeconds(text.charAt(0) == '-' ? -seconds : seconds));
    }

    /// The whole value, or what is behind its last semicolon: RFC 5260 §4.
    static Optional<OffsetDateTime> parse(String value) {
        return MessageDate.parse(value.substring(value.lastIndexOf(';') + 1));
    }
}
