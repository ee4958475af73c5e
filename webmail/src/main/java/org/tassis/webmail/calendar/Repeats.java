package org.tassis.webmail.calendar;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// How an event comes again, as far as there are words for it: RFC 5545 §3.3.10.
///
/// @param every   one of so many, from 1
/// @param days    of the week, of a month with which one it is
/// @param dates   of the month; -1 is its last day
/// @param count   how often in all
/// @param until   the last day
/// @param unclear whether there is more to it than this
public record Repeats(
        Unit unit,
        int every,
        List<Day> days,
        List<Integer> dates,
        Optional<Integer> count,
        Optional<LocalDate> until,
        boolean unclear) {
    /// In the order of their length.
    public enum Unit {
        HOUR,
        DAY,
        WEEK,
        MONTH,
        YEAR
    }

    /// @param number 0: each; 1: the first of the month; -1: the last
    public record Day(int number, DayOfWeek day) {}

    public Repeats {
        days = List.copyOf(days);
        dates = List.copyOf(dates);
    }
}
