package org.tassis.webmail.snooze;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;

/// When messages are to come back, as people say it.
final class Until {
    private static final LocalTime MORNING = LocalTime.of(8, 0);
    private static final LocalTime EVENING = LocalTime.of(18, 0);
    private static final LocalTime LATE = LocalTime.of(21, 0);
    private static final Duration MOST = Duration.ofDays(5 * 366);

    private Until() {}

    /// @param word `evening`, `tomorrow`, `week` or `date`
    /// @param date for `date`: as a browser says it, `2026-11-30T08:00`, or a day alone
    /// @return empty when it is none, or not in the future, or more than five years ahead
    static Optional<Instant> of(String word, String date, Instant now, ZoneId zone) {
        ZonedDateTime here = now.atZone(zone);
        Optional<ZonedDateTime> when =
                switch (word) {
                    case "evening" -> {
                        // later than the evening, the night is meant, and after that the next evening
                        LocalTime time = here.toLocalTime();
                        yield Optional.of(
                                time.isBefore(EVENING.minusHours(1))
                                        ? here.with(EVENING)
                                        : time.isBefore(LATE.minusHours(1))
                                                ? here.with(LATE)
                                                : here.plusDays(1).with(EVENING));
                    }
                    case "tomorrow" -> Optional.of(here.plusDays(1).with(MORNING));
                    case "week" ->
                        Optional.of(here.with(TemporalAdjusters.next(DayOfWeek.MONDAY))
                                .with(MORNING));
                    case "date" -> date(date).map(time -> time.atZone(zone));
                    default -> Optional.empty();
                };
        return when.map(ZonedDateTime::toInstant).filter(time -> time.isAfter(now) && time.isBefore(now.plus(MOST)));
    }

    private static Optional<LocalDateTime> date(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text.length() == 10 ? text + "T08:00" : text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
