package org.tassis.webmail.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What a message says about an event. All texts are a stranger's.
///
/// @param method     what it is for: RFC 5546 §1.4
/// @param uid        of the event
/// @param sequence   of its version, not negative
/// @param stamp      when this was written; the epoch when it does not say
/// @param summary    may be empty, as the texts after it
/// @param comment    what who wrote this says of it, such as why another time is better
/// @param organizer  who answers go to
/// @param invited    at most {@link InvitationReader#MOST_INVITED}
/// @param when       nothing when it says no start that can be read
/// @param repeats    how it comes again
/// @param occurrence of a series the one that is meant; empty for the whole of it
/// @param cancelled  whether it does not take place
public record Invitation(
        Method method,
        String uid,
        int sequence,
        Instant stamp,
        String summary,
        String place,
        String description,
        String comment,
        Optional<Guest> organizer,
        List<Guest> invited,
        Optional<Span> when,
        Optional<Repeats> repeats,
        Optional<Moment> occurrence,
        boolean cancelled) {

    /// Of RFC 5546 those that people meet; all others just tell of an event.
    public enum Method {
        PUBLISH,
        REQUEST,
        REPLY,
        CANCEL,
        COUNTER,
        DECLINECOUNTER
    }

    /// RFC 5545 §3.2.12, as far as it is told apart here.
    public enum Answer {
        NONE,
        ACCEPTED,
        TENTATIVE,
        DECLINED,
        DELEGATED
    }

    /// @param address of mail, not checked; empty when there is none
    /// @param optional whether the event can do without
    public record Guest(String name, String address, Answer answer, boolean optional) {
        public String shown() {
            return name.isEmpty() ? address : name;
        }
    }

    /// A day, or a point in time.
    public sealed interface Moment {
        record Day(LocalDate value) implements Moment {}

        record Point(Instant value) implements Moment {}
    }

    /// From when to when: both days, or both points.
    ///
    /// @param end the last day, or the moment after it; the start when it says none
    public record Span(Moment start, Moment end) {}

    public Invitation {
        invited = List.copyOf(invited);
    }

    /// Whether both are about the same event.
    public boolean isAbout(Invitation other) {
        return uid.equals(other.uid) && occurrence.equals(other.occurrence);
    }

    /// Whether this one says more lately what the other said.
    public boolean isNewerThan(Invitation other) {
        return isAbout(other)
                && (sequence > other.sequence || sequence == other.sequence && stamp.isAfter(other.stamp));
    }
}
