package org.tassis.imap.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/// Dates as IMAP writes them: RFC 9051 §9, `date` and `date-time`. The server's zone is UTC.
public final class Dates {
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final String UPPER_MONTHS = MONTHS.toUpperCase(Locale.ROOT);

    private Dates() {}

    /// ` 1-Feb-2026 12:00:00 +0100`, without the quotes.
    static Instant dateTime(String text) {
        if (text.length() != 26
                || text.charAt(11) != ' '
                || text.charAt(14) != ':'
                || text.charAt(17) != ':'
                || text.charAt(20) != ' ') {
            throw bad();
        }
        try {
            LocalDate date = date(text.charAt(0) == ' ' ? text.substring(1, 11) : text.substring(0, 11));
            char sign = text.charAt(21);
            if (sign != '+' && sign != '-') {
                throw bad();
            }
            int minutes = digits(text, 22, 24) * 60 + digits(text, 24, 26);
            LocalDateTime local =
                    date.atTime(digits(text, 12, 14), digits(text, 15, 17), Math.min(59, digits(text, 18, 20)));
            return local.toInstant(ZoneOffset.ofTotalSeconds((sign == '-' ? -60 : 60) * minutes));
        } catch (DateTimeException e) {
            throw bad();
        }
    }

    /// `1-Feb-2026` or `01-Feb-2026`.
    static LocalDate date(String text) {
        int dash = text.indexOf('-');
        if (dash < 1 || dash > 2 || text.length() != dash + 9 || text.charAt(dash + 4) != '-') {
            throw bad();
        }
        int month = UPPER_MONTHS.indexOf(text.substring(dash + 1, dash + 4).toUpperCase(Locale.ROOT));
        if (month < 0 || month % 3 != 0) {
            throw bad();
        }
        try {
            return LocalDate.of(digits(text, dash + 5, dash + 9), month / 3 + 1, digits(text, 0, dash));
        } catch (DateTimeException e) {
            throw bad();
        }
    }

    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!Ascii.isDigit(c)) {
                throw bad();
            }
            number = number * 10 + c - '0';
        }
        return number;
    }

    private static ImapSyntaxException bad() {
        return new ImapSyntaxException("Not a date");
    }

    /// How many octets {@link #putDateTime} puts.
    public static final int DATE_TIME_OCTETS = 28;

    /// Puts `"01-Feb-2026 12:00:00 +0000"` with its quotes and returns the place behind it. Years beyond 0 to 9999 are
    /// put as the nearest.
    public static int putDateTime(byte[] into, int at, long epochSecond) {
        long day = Math.floorDiv(epochSecond, 86_400L);
        int second = (int) Math.floorMod(epochSecond, 86_400L);
        LocalDate date = LocalDate.ofEpochDay(Math.clamp(day, -719_528L, 2_932_896L));
        into[at++] = '"';
        at = two(into, at, date.getDayOfMonth());
        into[at++] = '-';
        int month = 3 * (date.getMonthValue() - 1);
        into[at++] = (byte) MONTHS.charAt(month);
        into[at++] = (byte) MONTHS.charAt(month + 1);
        into[at++] = (byte) MONTHS.charAt(month + 2);
        into[at++] = '-';
        at = two(into, at, date.getYear() / 100);
        at = two(into, at, date.getYear() % 100);
        into[at++] = ' ';
        at = two(into, at, second / 3600);
        into[at++] = ':';
        at = two(into, at, second / 60 % 60);
        into[at++] = ':';
        at = two(into, at, second % 60);
        for (char c : new char[] {' ', '+', '0', '0', '0', '0', '"'}) {
            into[at++] = (byte) c;
        }
        return at;
    }

    private static int two(byte[] into, int at, int number) {
        into[at] = (byte) ('0' + number / 10);
        into[at + 1] = (byte) ('0' + number % 10);
        return at + 2;
    }
}
