package org.tassis.webmail.compose;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.tassis.directory.Account;
import org.tassis.web.Times;
import org.tassis.webmail.WritingParts;

/// When letters leave: at once, after a moment in which they can be called back, or at a time that was
/// chosen, in the zone of the writer. Any thread.
final class Departure {
    private static final DateTimeFormatter FIELD = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm");
    private static final LocalTime MORNING = LocalTime.of(8, 0);
    private static final LocalTime EVENING = LocalTime.of(18, 0);

    private final Supplier<WritingParts> parts;
    private final Sending sending;
    private final Times times;
    private final InstantSource clock;

    Departure(Supplier<WritingParts> parts, Sending sending, Times times, InstantSource clock) {
        this.parts = parts;
        this.sending = sending;
        this.times = times;
        this.clock = clock;
    }

    /// A time, or why there is none.
    sealed interface Time {
        record Now() implements Time {}

        record At(Instant instant) implements Time {}

        /// @param why a message key
        record Wrong(String why) implements Time {}
    }

    boolean isPossible() {
        return sending.canWait() && parts.get().outbox().isPresent();
    }

    /// As soon as it can no longer be called back.
    Time now(Account account) {
        Duration undo = parts.get().records().habits(account.id()).undo();
        return undo.isZero() || !isPossible()
                ? new Time.Now()
                : new Time.At(clock.instant().plus(undo));
    }

    /// @param typed as a browser's field for date and time has it, in the writer's zone
    Time at(String typed) {
        if (!isPossible()) {
            return new Time.Wrong("write.problem.nowaiting");
        }
        Instant at;
        try {
            at = LocalDateTime.parse(typed).atZone(times.zone()).toInstant();
        } catch (DateTimeParseException e) {
            return new Time.Wrong("write.problem.time");
        }
        if (at.isBefore(clock.instant())) {
            return new Time.Wrong("write.problem.past");
        }
        return at.isAfter(clock.instant().plus(parts.get().maxHold()))
                ? new Time.Wrong("write.problem.far")
                : new Time.At(at);
    }

    /// A time that people often want.
    ///
    /// @param key   of its name
    /// @param value for the form
    record Suggestion(String key, String value, Instant time) {}

    List<Suggestion> suggestions() {
        ZonedDateTime now = clock.instant().atZone(times.zone());
        List<Suggestion> all = new ArrayList<>();
        if (now.toLocalTime().isBefore(EVENING.minusHours(1))) {
            all.add(suggestion("write.later.evening", now.with(EVENING)));
        }
        all.add(suggestion("write.later.tomorrow", now.plusDays(1).with(MORNING)));
        ZonedDateTime monday =
                now.with(TemporalAdjusters.next(DayOfWeek.MONDAY)).with(MORNING);
        if (!monday.toLocalDate().equals(now.toLocalDate().plusDays(1))) {
            all.add(suggestion("write.later.monday", monday));
        }
        return all;
    }

    /// What a field for the time begins with.
    String suggested() {
        return FIELD.format(clock.instant().atZone(times.zone()).plusDays(1).with(MORNING));
    }

    /// For a field.
    public String field(Instant time) {
        return FIELD.format(time.atZone(times.zone()));
    }

    private static Suggestion suggestion(String key, ZonedDateTime time) {
        return new Suggestion(key, FIELD.format(time), time.toInstant());
    }
}
