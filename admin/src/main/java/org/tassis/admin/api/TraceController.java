package org.tassis.admin.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.Desk;
import org.tassis.mailflow.desk.TraceRoom;
import org.tassis.mailflow.trace.Endings;
import org.tassis.mailflow.trace.Story;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.mailflow.trace.TraceQuery;

/// `/api/v1/trace`: what became of a message, in plain sentences; of all mail for operators, of mail from
/// and to their domains for domain administrators.
@RestController
@RequestMapping("/api/v1/trace")
final class TraceController {
    private static final Duration USUAL = Duration.ofDays(7);
    private static final int MOST = 200;

    private final Desk desk;
    private final ObjectProvider<ApiParts> parts;
    private final InstantSource clock;

    TraceController(Desk desk, ObjectProvider<ApiParts> parts, InstantSource clock) {
        this.desk = desk;
        this.parts = parts;
        this.clock = clock;
    }

    @About("All that is known of one message, or of one event that belongs to none.")
    record TraceStory(
            @About("The id of the message; null when there was none yet.")
            Optional<String> message,

            @About("In the order they happened.") List<TraceEntry> events,

            @About("In which it ended so far, for each recipient.")
            List<TraceEnding> endings) {}

    @About("Something that happened to mail.")
    record TraceEntry(
            Instant at,

            @About("What it means, in a sentence; may hold what strangers said.")
            String sentence) {}

    @About("What became of a message for one recipient.")
    record TraceEnding(@About("Null: for all.") Optional<String> recipient, String sentence) {}

    @About("What was found, newest first.")
    record TraceStories(List<TraceStory> items) {}

    @GetMapping
    @Route(
            area = Area.TRACE,
            value = "Looks for messages: what became of them, in sentences; for domain administrators"
                    + " those from and to their domains.")
    TraceStories find(
            Caller caller,
            @RequestParam
                    @About(
                            "Each of these words is in an event: an address, a domain, a host, a message-id, a word of the"
                                    + " subject, an id.")
                    String q,
            @RequestParam @About("The first moment; else seven days ago.") Optional<Instant> since,
            @RequestParam @About("The moment behind the last.") Optional<Instant> until,
            @RequestParam(defaultValue = "en") @About("Of the sentences: en, fr or nl.") String language,
            @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > MOST) {
            throw Refusal.invalid("limit", "1 to " + MOST + " stories are told at once.");
        }
        Instant now = clock.instant();
        Endings endings = new Endings(Locale.forLanguageTag(language));
        return new TraceStories(new TraceRoom(desk, parts.getObject().trace())
                        .find(
                                caller.visit(),
                                new TraceQuery(
                                        Arrays.asList(q.strip().split("\\s+", -1)),
                                        since.orElse(now.minus(USUAL)),
                                        until.orElse(now.plus(Duration.ofDays(1))),
                                        limit))
                        .stream()
                        .map(story -> write(story, endings))
                        .toList());
    }

    private static TraceStory write(Story story, Endings endings) {
        return new TraceStory(
                some(story.message()),
                story.events().stream()
                        .map((TraceEvent event) -> new TraceEntry(event.at(), endings.sentence(event)))
                        .toList(),
                story.endings().entrySet().stream()
                        .map(ending -> new TraceEnding(some(ending.getKey()), endings.sentence(ending.getValue())))
                        .toList());
    }

    private static Optional<String> some(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
