package org.tassis.webmail.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.tassis.web.Times;
import org.tassis.webmail.calendar.Invitation.Moment;
import org.tassis.webmail.calendar.Invitation.Span;

/// When an event is, as a reader says it: in a language and a time zone. Any thread.
///
/// @param zone of who reads
public record Words(MessageSource messages, Locale language, ZoneId zone) {

    /// Such as "Saturday, 21 November 2026, 14:00–15:30".
    public String when(Span span) {
        return switch (span.start()) {
            case Moment.Day(LocalDate first) -> {
                LocalDate last = span.end() instanceof Moment.Day(LocalDate day) ? day : first;
                yield last.equals(first)
                        ? say("invitation.allday", day(first))
                        : say("invitation.days", day(first), day(last));
            }
            case Moment.Point(Instant from) -> {
                ZonedDateTime start = from.atZone(zone);
                ZonedDateTime end = span.end() instanceof Moment.Point(Instant until) ? until.atZone(zone) : start;
                if (end.equals(start)) {
                    yield day(start.toLocalDate()) + ", " + time(start);
                }
                yield end.toLocalDate().equals(start.toLocalDate())
                        ? day(start.toLocalDate()) + ", " + time(start) + "–" + time(end)
                        : say(
                                "invitation.days",
                                day(start.toLocalDate()) + ", " + time(start),
                                day(end.toLocalDate()) + ", " + time(end));
            }
        };
    }

    public String when(Moment moment) {
        return when(new Span(moment, moment));
    }

    /// As a browser's field for date and time has it.
    public String field(Moment moment) {
        return switch (moment) {
            case Moment.Day(LocalDate day) -> day.atStartOfDay().toString();
            case Moment.Point(Instant point) ->
                point.atZone(zone)
                        .toLocalDateTime()
                        .truncatedTo(ChronoUnit.MINUTES)
                        .toString();
        };
    }

    /// The name of the zone, for times that have one.
    public String zoneName() {
        return zone.getDisplayName(TextStyle.FULL, language);
    }

    private String day(LocalDate day) {
        return Times.day(day, language);
    }

    private String time(ZonedDateTime time) {
        return Times.clock(time, language);
    }

    /// Such as "every 2 weeks, on Monday and Thursday, 10 times".
    public String again(Repeats repeats) {
        if (repeats.unclear()) {
            return say("repeat.unclear");
        }
        List<String> parts = new ArrayList<>();
        parts.add(say("repeat." + repeats.unit().name().toLowerCase(Locale.ROOT), repeats.every()));
        if (!repeats.days().isEmpty()) {
            parts.add(say(
                    "repeat.on", list(repeats.days().stream().map(this::weekday).toList())));
        }
        if (!repeats.dates().isEmpty() && repeats.unit() == Repeats.Unit.MONTH) {
            parts.add(say(
                    "repeat.on",
                    list(repeats.dates().stream()
                            .map(date -> date == -1 ? say("repeat.lastday") : say("repeat.date", date))
                            .toList())));
        }
        repeats.count().ifPresent(count -> parts.add(say("repeat.count", count)));
        repeats.until().ifPresent(until -> parts.add(say("repeat.until", day(until))));
        return String.join(", ", parts);
    }

    private String weekday(Repeats.Day day) {
        String name = day.day().getDisplayName(TextStyle.FULL, language);
        return day.number() == 0 ? name : say("repeat.nth." + (day.number() == -1 ? "last" : day.number()), name);
    }

    private String list(List<String> items) {
        return items.size() == 1
                ? items.getFirst()
                : String.join(", ", items.subList(0, items.size() - 1)) + " " + say("repeat.and") + " "
                        + items.getLast();
    }

    private String say(String key, Object... arguments) {
        return messages.getMessage(key, arguments, language);
    }
}
