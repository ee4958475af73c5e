package org.tassis.webmail.calendar;

import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.text.ICalReader;
import biweekly.parameter.ParticipationLevel;
import biweekly.parameter.ParticipationStatus;
import biweekly.property.Attendee;
import biweekly.property.DateOrDateTimeProperty;
import biweekly.property.Organizer;
import biweekly.property.TextProperty;
import biweekly.util.ByDay;
import biweekly.util.DateTimeComponents;
import biweekly.util.Frequency;
import biweekly.util.ICalDate;
import biweekly.util.Recurrence;
import java.io.IOException;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tassis.webmail.calendar.Invitation.Answer;
import org.tassis.webmail.calendar.Invitation.Guest;
import org.tassis.webmail.calendar.Invitation.Method;
import org.tassis.webmail.calendar.Invitation.Moment;
import org.tassis.webmail.calendar.Invitation.Span;

/// Reads the first event of an iCalendar object. Never fails on what it holds. Any thread.
public final class InvitationReader {
    /// Characters that are read.
    public static final int MOST = 256 * 1024;

    static final int MOST_INVITED = 200;
    private static final int MOST_PARTS = 500;
    private static final int MOST_COMMENTS = 5;
    private static final int LONGEST = 4_000;
    private static final int LONGEST_UID = 1_000;
    private static final LocalDate FIRST_DAY = LocalDate.of(1900, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(2200, 1, 1);

    private InvitationReader() {}

    /// @param text at most {@link #MOST} characters of it are read
    /// @param zone of times that say none
    /// @return empty when there is no event in it that can be read
    public static Optional<Invitation> read(String text, ZoneId zone) {
        String bounded = ZoneDefinitions.tamed(text.length() > MOST ? text.substring(0, MOST) : text, MOST_PARTS);
        try (ICalReader reader = new ICalReader(new StringReader(bounded))) {
            reader.setDefaultTimezone(TimeZone.getTimeZone(zone));
            ICalendar calendar = reader.readNext();
            return calendar == null
                    ? Optional.empty()
                    : calendar.getEvents().stream().findFirst().map(event -> of(calendar, event));
        } catch (IOException | RuntimeException _) { // of a library, on a stranger's text: there is no invitation
            return Optional.empty();
        }
    }

    private static Invitation of(ICalendar calendar, VEvent event) {
        Method method = Optional.ofNullable(calendar.getMethod())
                .map(one -> one.getValue())
                .map(InvitationReader::method)
                .orElse(Method.PUBLISH);
        int sequence = Optional.ofNullable(event.getSequence())
                .map(one -> one.getValue())
                .map(number -> Math.max(0, number))
                .orElse(0);
        Instant stamp = Optional.ofNullable(event.getDateTimeStamp())
                .map(one -> one.getValue())
                .map(date -> Instant.ofEpochMilli(date.getTime()))
                .orElse(Instant.EPOCH);
        return new Invitation(
                method,
                text(event.getUid(), LONGEST_UID),
                sequence,
                stamp,
                line(text(event.getSummary(), LONGEST)),
                line(text(event.getLocation(), LONGEST)),
                text(event.getDescription(), LONGEST).strip(),
                event.getComments().stream()
                        .limit(MOST_COMMENTS)
                        .map(one -> text(one, LONGEST).strip())
                        .filter(one -> !one.isEmpty())
                        .collect(Collectors.joining("\n")),
                Optional.ofNullable(event.getOrganizer()).map(InvitationReader::guest),
                event.getAttendees().stream()
                        .limit(MOST_INVITED)
                        .map(InvitationReader::guest)
                        .toList(),
                span(event),
                repeats(event),
                Optional.ofNullable(event.getRecurrenceId()).flatMap(InvitationReader::moment),
                method == Method.CANCEL
                        || event.getStatus() != null && event.getStatus().isCancelled());
    }

    private static Method method(String word) {
        return Stream.of(Method.values())
                .filter(one -> one.name().equalsIgnoreCase(word.strip()))
                .findFirst()
                .orElse(Method.PUBLISH);
    }

    private static String text(@Nullable TextProperty property, int most) {
        String text = property == null || property.getValue() == null ? "" : property.getValue();
        return text.length() > most ? text.substring(0, most) + "\u2026" : text;
    }

    private static String line(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }

    private static Guest guest(Organizer organizer) {
        return new Guest(
                name(organizer.getCommonName()), address(organizer.getEmail(), organizer.getUri()), Answer.NONE, false);
    }

    private static Guest guest(Attendee attendee) {
        return new Guest(
                name(attendee.getCommonName()),
                address(attendee.getEmail(), attendee.getUri()),
                answer(attendee.getParticipationStatus()),
                ParticipationLevel.OPTIONAL.equals(attendee.getParticipationLevel()));
    }

    private static String name(@Nullable String given) {
        String name = given == null ? "" : line(given);
        return name.length() > 100 ? name.substring(0, 100) + "\u2026" : name;
    }

    /// Of `mailto:`, which some write in capitals or leave out.
    private static String address(@Nullable String email, @Nullable String uri) {
        String address = email != null ? email : uri == null ? "" : uri;
        String bare = address.strip();
        return bare.toLowerCase(Locale.ROOT).startsWith("mailto:") ? bare.substring(7) : bare;
    }

    private static Answer answer(@Nullable ParticipationStatus status) {
        if (status == null) {
            return Answer.NONE;
        }
        return switch (Optional.ofNullable(status.getValue()).orElse("").toUpperCase(Locale.ROOT)) {
            case "ACCEPTED" -> Answer.ACCEPTED;
            case "TENTATIVE" -> Answer.TENTATIVE;
            case "DECLINED" -> Answer.DECLINED;
            case "DELEGATED" -> Answer.DELEGATED;
            default -> Answer.NONE;
        };
    }

    // ---- when

    private static Optional<Moment> moment(DateOrDateTimeProperty property) {
        ICalDate date = property.getValue();
        return date == null ? Optional.empty() : moment(date);
    }

    private static Optional<Moment> moment(ICalDate date) {
        try {
            DateTimeComponents raw = date.getRawComponents();
            if (!date.hasTime() && raw != null) {
                LocalDate day = LocalDate.of(raw.getYear(), raw.getMonth(), raw.getDate());
                return isSensible(day) ? Optional.of(new Moment.Day(day)) : Optional.empty();
            }
            Instant point = Instant.ofEpochMilli(date.getTime());
            return isSensible(LocalDate.ofInstant(point, ZoneId.of("UTC")))
                    ? Optional.of(new Moment.Point(point))
                    : Optional.empty();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static boolean isSensible(LocalDate day) {
        return !day.isBefore(FIRST_DAY) && day.isBefore(LAST_DAY);
    }

    private static Optional<Span> span(VEvent event) {
        Optional<Moment> start = Optional.ofNullable(event.getDateStart()).flatMap(InvitationReader::moment);
        Optional<Moment> end = Optional.ofNullable(event.getDateEnd()).flatMap(InvitationReader::moment);
        Duration length = Optional.ofNullable(event.getDuration())
                .map(one -> one.getValue())
                .map(one -> Duration.ofMillis(one.toMillis()))
                .filter(one -> !one.isNegative() && one.toDays() < 3_660)
                .orElse(Duration.ZERO);
        return start.map(from -> switch (from) {
            case Moment.Day(LocalDate day) -> {
                // RFC 5545 §3.6.1: the end is not part of it
                LocalDate last = end.isPresent() && end.get() instanceof Moment.Day(LocalDate after)
                        ? after.minusDays(1)
                        : day.plusDays(Math.max(0, length.toDays() - 1));
                yield new Span(from, new Moment.Day(last.isBefore(day) ? day : last));
            }
            case Moment.Point(Instant point) -> {
                Instant after = end.isPresent() && end.get() instanceof Moment.Point(Instant until)
                        ? until
                        : point.plus(length);
                yield new Span(from, new Moment.Point(after.isBefore(point) ? point : after));
            }
        });
    }

    // ---- again

    private static Optional<Repeats> repeats(VEvent event) {
        boolean more = !event.getRecurrenceDates().isEmpty();
        Recurrence rule = event.getRecurrenceRule() == null
                ? null
                : event.getRecurrenceRule().getValue();
        if (rule == null || rule.getFrequency() == null) {
            return more
                    ? Optional.of(new Repeats(
                            Repeats.Unit.DAY, 1, List.of(), List.of(), Optional.empty(), Optional.empty(), true))
                    : Optional.empty();
        }
        Repeats.Unit unit = unit(rule.getFrequency());
        List<Repeats.Day> days =
                rule.getByDay().stream().limit(14).map(InvitationReader::day).toList();
        List<Integer> dates = rule.getByMonthDay().stream().limit(14).toList();
        boolean words =
                switch (unit) {
                    case HOUR -> false;
                    case DAY -> days.isEmpty() && dates.isEmpty();
                    case WEEK -> dates.isEmpty() && days.stream().allMatch(day -> day.number() == 0);
                    case MONTH ->
                        (days.isEmpty() || dates.isEmpty())
                                && days.stream()
                                        .allMatch(day -> day.number() >= -1 && day.number() <= 5 && day.number() != 0)
                                && dates.stream().allMatch(date -> date == -1 || date >= 1 && date <= 31);
                    case YEAR -> days.isEmpty() && dates.size() <= 1;
                };
        boolean unclear = more
                || !words
                || !rule.getBySetPos().isEmpty()
                || !rule.getByYearDay().isEmpty()
                || !rule.getByWeekNo().isEmpty()
                || !rule.getByHour().isEmpty()
                || !rule.getByMinute().isEmpty()
                || rule.getByMonth().size() > (unit == Repeats.Unit.YEAR ? 1 : 0)
                || !event.getExceptionRules().isEmpty();
        return Optional.of(new Repeats(
                unit,
                Math.clamp(Optional.ofNullable(rule.getInterval()).orElse(1), 1, 999),
                days,
                dates,
                Optional.ofNullable(rule.getCount()).filter(count -> count > 0 && count < 10_000),
                Optional.ofNullable(rule.getUntil())
                        .map(until -> LocalDate.ofInstant(Instant.ofEpochMilli(until.getTime()), ZoneId.of("UTC")))
                        .filter(InvitationReader::isSensible),
                unclear));
    }

    private static Repeats.Unit unit(Frequency frequency) {
        return switch (frequency) {
            case SECONDLY, MINUTELY, HOURLY -> Repeats.Unit.HOUR;
            case DAILY -> Repeats.Unit.DAY;
            case WEEKLY -> Repeats.Unit.WEEK;
            case MONTHLY -> Repeats.Unit.MONTH;
            case YEARLY -> Repeats.Unit.YEAR;
        };
    }

    private static Repeats.Day day(ByDay day) {
        return new Repeats.Day(
                Optional.ofNullable(day.getNum()).orElse(0),
                DayOfWeek.valueOf(day.getDay().name()));
    }
}
