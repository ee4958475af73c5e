package org.tassis.imap.search;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.message.MessageStructure;

/// The day in a Date header, as it is written there: RFC 9051 §6.4.4, SENTBEFORE, "disregarding time and timezone".
final class HeaderDay {
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

    private HeaderDay() {}

    /// Null when the message has no date that can be understood.
    static @Nullable LocalDate of(MessageStructure structure) {
        Optional<Instant> sentAt = structure.sentAt();
        if (sentAt.isEmpty()) {
            return null;
        }
        LocalDate utc = sentAt.get().atOffset(ZoneOffset.UTC).toLocalDate();
        LocalDate written = structure.envelope().date().map(HeaderDay::parse).orElse(null);
        // a day that is not the instant's in any zone was misread
        return written != null && Math.abs(written.toEpochDay() - utc.toEpochDay()) <= 1 ? written : utc;
    }

    /// `Fri, 21 Nov 1997 ...` or `21 Nov 97 ...`.
    private static @Nullable LocalDate parse(String date) {
        String text = date.substring(date.indexOf(',') + 1).strip();
        String[] words = text.split("[ \t]+", 4);
        if (words.length < 3 || words[1].length() < 3 || words[0].length() > 2 || words[2].length() > 4) {
            return null;
        }
        int month = MONTHS.indexOf(words[1].substring(0, 3).toLowerCase(Locale.ROOT));
        if (month < 0 || month % 3 != 0) {
            return null;
        }
        try {
            int year = Integer.parseInt(words[2]);
            if (words[2].length() == 2) {
                year += year < 50 ? 2000 : 1900; // RFC 5322 §4.3
            } else if (words[2].length() == 3) {
                year += 1900;
            }
            return LocalDate.of(year, month / 3 + 1, Integer.parseInt(words[0]));
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }
}
