package org.tassis.mailflow.report.told;

import java.time.Instant;
import java.util.List;
import org.tassis.mailflow.report.Tally.Kind;

/// What a report says.
///
/// @param reporter as it calls itself
/// @param id       as the reporter gave it
/// @param begin    of the time it is about
record ToldReport(Kind kind, String reporter, String id, Instant begin, List<Row> rows) {
    /// Rows that are read of one report.
    static final int MOST_ROWS = 10_000;

    /// Of one text in it.
    static final int MAX_TEXT = 300;

    static final long MAX_COUNT = 1_000_000_000;

    /// @param domain it is about
    record Row(String domain, List<String> facts, long count) {}

    ToldReport {
        rows = List.copyOf(rows);
    }

    static String cut(String text) {
        String stripped = text.strip();
        return stripped.substring(0, Math.min(MAX_TEXT, stripped.length()));
    }

    /// Zero for what is no sensible count.
    static long count(String text) {
        return text.strip().matches("[0-9]{1,10}") ? Math.min(MAX_COUNT, Long.parseLong(text.strip())) : 0;
    }

    static Instant seconds(String text) {
        return text.strip().matches("[0-9]{1,11}")
                ? Instant.ofEpochSecond(Long.parseLong(text.strip()))
                : Instant.EPOCH;
    }
}
