package org.tassis.webmail.calendar;

import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.text.ICalWriter;
import biweekly.parameter.ParticipationStatus;
import biweekly.property.Attendee;
import biweekly.property.DateEnd;
import biweekly.property.DateStart;
import biweekly.property.Organizer;
import biweekly.property.RecurrenceId;
import biweekly.util.DateTimeComponents;
import biweekly.util.ICalDate;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import org.tassis.webmail.calendar.Invitation.Guest;
import org.tassis.webmail.calendar.Invitation.Moment;

/// Writes what the organizer of an event is answered: RFC 5546 §3.2.3. It says who answers and how, and of
/// which version of which event; nothing of others who are invited. Any thread.
final class AnswerWriter {
    private AnswerWriter() {}

    /// @param by   who answers, with the answer
    /// @param name of who answers; may be empty
    /// @return an iCalendar object
    /// @throws IllegalArgumentException an invitation without an organizer
    static String reply(Invitation invitation, Guest by, String name, Instant now) {
        VEvent event = begun(invitation, by, name, now);
        // of a series it would have to be said in the zone of the organizer
        if (invitation.repeats().isEmpty() && invitation.occurrence().isEmpty()) {
            invitation.when().ifPresent(span -> event.setDateStart(new DateStart(date(span.start()))));
        }
        return written(event, "REPLY");
    }

    /// Proposes another time: RFC 5546 §3.2.7.
    ///
    /// @param by     who proposes it
    /// @param name   of who proposes it; may be empty
    /// @param remark why; may be empty
    /// @return an iCalendar object
    /// @throws IllegalArgumentException an invitation without an organizer
    static String counter(
            Invitation invitation, Guest by, String name, Invitation.Span other, String remark, Instant now) {
        VEvent event = begun(invitation, by, name, now);
        event.setDateStart(new DateStart(date(other.start())));
        event.setDateEnd(new DateEnd(date(other.end())));
        if (!invitation.place().isEmpty()) {
            event.setLocation(invitation.place());
        }
        if (!remark.isBlank()) {
            event.addComment(remark);
        }
        return written(event, "COUNTER");
    }

    private static VEvent begun(Invitation invitation, Guest by, String name, Instant now) {
        Guest organizer = invitation.organizer().orElseThrow(() -> new IllegalArgumentException("nobody to answer"));
        VEvent event = new VEvent();
        event.setUid(invitation.uid());
        event.setDateTimeStamp(Date.from(now));
        event.setSequence(invitation.sequence());
        Organizer to = new Organizer(null, null);
        to.setUri("mailto:" + organizer.address());
        if (!organizer.name().isEmpty()) {
            to.setCommonName(parameter(organizer.name()));
        }
        event.setOrganizer(to);
        Attendee attendee = new Attendee(null, null, null);
        attendee.setUri("mailto:" + by.address());
        attendee.setParticipationStatus(
                switch (by.answer()) {
                    case ACCEPTED -> ParticipationStatus.ACCEPTED;
                    case TENTATIVE -> ParticipationStatus.TENTATIVE;
                    case DECLINED -> ParticipationStatus.DECLINED;
                    case NONE, DELEGATED -> throw new IllegalArgumentException("no answer: " + by.answer());
                });
        if (!name.isBlank()) {
            attendee.setCommonName(parameter(name));
        }
        event.addAttendee(attendee);
        if (!invitation.summary().isEmpty()) {
            event.setSummary(invitation.summary());
        }
        invitation.occurrence().ifPresent(one -> event.setRecurrenceId(new RecurrenceId(date(one))));
        return event;
    }

    private static String written(VEvent event, String method) {
        ICalendar calendar = new ICalendar();
        calendar.setProductId("-//Tassis//Webmail//EN");
        calendar.setMethod(method);
        calendar.addEvent(event);
        StringWriter text = new StringWriter();
        try (ICalWriter writer = new ICalWriter(text, ICalVersion.V2_0)) {
            writer.write(calendar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /// What a parameter cannot hold is left out: RFC 5545 §3.1.
    private static String parameter(String text) {
        return text.replaceAll("[\\p{Cntrl}\"]", " ").strip();
    }

    private static ICalDate date(Moment moment) {
        return switch (moment) {
            case Moment.Day(LocalDate day) ->
                new ICalDate(new DateTimeComponents(day.getYear(), day.getMonthValue(), day.getDayOfMonth()), false);
            case Moment.Point(Instant point) -> new ICalDate(Date.from(point), true);
        };
    }
}
