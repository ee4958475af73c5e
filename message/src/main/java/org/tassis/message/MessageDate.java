package org.tassis.message;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// Date and time of RFC 5322 §3.3, read leniently (the obsolete forms of §4.3, and what programs write
/// besides) and written strictly.
public final class MessageDate {
    private static final int MAX_LENGTH = 200;
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final String DAYS = "montuewedthufrisatsun";
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", Locale.ROOT);

    private int day = -1;
    private int month = -1;
    private int year = -1;
    private int hour = -1;
    private int minute;
    private int second;
    private ZoneOffset zone = ZoneOffset.UTC;

    private MessageDate() {}

    /// Empty when there is no date in it; a missing or unknown zone is UTC.
    public static Optional<OffsetDateTime> parse(String header) {
        if (header.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        var date = new MessageDate();
        try {
            date.read(header);
            if (date.day < 1 || date.month < 1 || date.year < 1 || date.hour < 0) {
                return Optional.empty();
            }
            return Optional.of(OffsetDateTime.of(
                    date.year, date.month, date.day, date.hour, date.minute, Math.min(date.second, 59), 0, date.zone));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// E.g. `Sat, 21 Nov 2026 08:39:03 +0000`.
    public static String format(OffsetDateTime date) {
        return FORMAT.format(date);
    }

    private void read(String text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '(') {
                i = behindComment(text, i);
                continue;
            }
            if (c <= ' ' || c == ',') {
                i++;
                continue;
            }
            int start = i;
            while (i < text.length() && text.charAt(i) > ' ' && text.charAt(i) != ',' && text.charAt(i) != '(') {
                i++;
            }
            word(text.substring(start, i));
        }
    }

    private static int behindComment(String text, int at) {
        int depth = 0;
        int i = at;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c == '\\') {
                i++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                break;
            }
        }
        return i;
    }

    private void word(String word) {
        char first = word.charAt(0);
        if ((first == '+' || first == '-') && hour >= 0) {
            zone = offset(word);
        } else if (word.indexOf(':') > 0 || hour < 0 && year > 0 && word.indexOf('.') > 0) {
            time(word);
        } else if (first >= '0' && first <= '9') {
            int dash = word.indexOf('-');
            if (dash > 0) {
                dashed(word, dash);
            } else {
                number(word);
            }
        } else {
            name(word);
        }
    }

    /// `21-Nov-2026` or `2026-11-21`.
    private void dashed(String word, int dash) {
        int second = word.indexOf('-', dash + 1);
        if (second < 0) {
            return;
        }
        if (dash == 4) {
            year = digits(word.substring(0, 4));
            month = digits(word.substring(5, second));
            day = digits(word.substring(second + 1));
        } else {
            day = digits(word.substring(0, dash));
            name(word.substring(dash + 1, second));
            year = fullYear(word.substring(second + 1));
        }
    }

    private void number(String word) {
        if (day < 0 && word.length() <= 2) {
            day = digits(word);
        } else if (year < 0) {
            year = fullYear(word);
        }
    }

    private void name(String word) {
        var lower = Octets.lower(word);
        if (lower.length() >= 3) {
            int at = MONTHS.indexOf(lower.substring(0, 3));
            if (month < 0 && at >= 0 && at % 3 == 0) {
                month = at / 3 + 1;
                return;
            }
            int dayName = DAYS.indexOf(lower.substring(0, 3));
            if (hour < 0 && dayName >= 0 && dayName % 3 == 0) {
                return;
            }
        }
        if (hour >= 0) {
            zone = named(lower);
        }
    }

    private void time(String word) {
        int t = word.indexOf('T');
        if (t == 10 && word.charAt(4) == '-' && word.charAt(7) == '-') { // RFC 3339
            dashed(word.substring(0, 10), 4);
            time(word.substring(11));
            return;
        }
        int end = 0;
        while (end < word.length() && "0123456789:.".indexOf(word.charAt(end)) >= 0) {
            end++;
        }
        int minutes = behindMark(word, 0, end);
        int seconds = behindMark(word, minutes, end);
        int rest = behindMark(word, seconds, end);
        hour = digits(word.substring(0, minutes > end ? end : minutes - 1));
        minute = minutes > end ? 0 : digits(word.substring(minutes, seconds > end ? end : seconds - 1));
        second = seconds > end ? 0 : digits(word.substring(seconds, rest > end ? end : rest - 1));
        if (end < word.length()) {
            var place = word.substring(end);
            zone = place.charAt(0) == '+' || place.charAt(0) == '-' ? offset(place) : named(Octets.lower(place));
        }
    }

    /// Behind the next `:` or `.`; above `end` when there is none.
    private static int behindMark(String word, int from, int end) {
        int i = from;
        while (i < end && word.charAt(i) != ':' && word.charAt(i) != '.') {
            i++;
        }
        return i + 1;
    }

    /// RFC 5322 §4.3: two digits are 1950 to 2049, three count from 1900.
    private static int fullYear(String word) {
        int end = 0;
        while (end < word.length() && word.charAt(end) >= '0' && word.charAt(end) <= '9') {
            end++;
        }
        int value = digits(word.substring(0, end));
        return switch (end) {
            case 2 -> value < 50 ? 2000 + value : 1900 + value;
            case 3 -> 1900 + value;
            case 4 -> value;
            default -> -1;
        };
    }

    private static ZoneOffset offset(String word) {
        var digits = word.substring(1).replace(":", "");
        int value = digits.length() == 4 ? digits(digits) : digits.length() == 2 ? digits(digits) * 100 : -1;
        if (value < 0 || value % 100 > 59 || value > 1800) {
            return ZoneOffset.UTC;
        }
        int seconds = (value / 100 * 60 + value % 100) * 60;
        return ZoneOffset.ofTotalSeconds(word.charAt(0) == '-' ? -seconds : seconds);
    }

    private static ZoneOffset named(String lower) {
        return switch (lower) { // RFC 5322 §4.3; the military letters were used both ways and mean nothing
            case "est" -> ZoneOffset.ofHours(-5);
            case "edt" -> ZoneOffset.ofHours(-4);
            case "cst" -> ZoneOffset.ofHours(-6);
            case "cdt" -> ZoneOffset.ofHours(-5);
            case "mst" -> ZoneOffset.ofHours(-7);
            case "mdt" -> ZoneOffset.ofHours(-6);
            case "pst" -> ZoneOffset.ofHours(-8);
            case "pdt" -> ZoneOffset.ofHours(-7);
            case "cet", "bst" -> ZoneOffset.ofHours(1);
            case "cest" -> ZoneOffset.ofHours(2);
            default -> ZoneOffset.UTC;
        };
    }

    private static int digits(String text) {
        if (text.isEmpty() || text.length() > 9) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
