package org.tassis.mailflow.trace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// A story in words.
///
/// @param message its id; may be empty
/// @param subject and the others, as far as they are known
/// @param endings how it ended, for each recipient
/// @param lines   all that happened
public record Told(
        String message,
        Instant at,
        String sender,
        String subject,
        String messageId,
        List<Ending> endings,
        List<Line> lines) {
    /// Causes of refusals that are for now only.
    private static final Set<String> LATER = Set.of(
            "Greylisted",
            "CannotPassOn",
            "MailboxFull",
            "Separately",
            "TooMuchAtOnce",
            "AccountBraked",
            "SenderUnclear",
            "CheckDown",
            "NoSpace",
            "Unavailable");

    /// @param recipient empty: for all
    /// @param look      of a badge: `good`, `warn`, `bad`, or empty
    /// @param state     a word, for which pages have a shorter one
    public record Ending(String recipient, String look, String state, String sentence) {}

    /// One event.
    public record Line(Instant at, String sentence) {}

    public static Told of(Story story, Locale language) {
        Endings words = new Endings(language);
        String sender = "";
        String subject = "";
        String messageId = "";
        List<Line> lines = new ArrayList<>();
        for (TraceEvent event : story.events()) {
            lines.add(new Line(event.at(), words.sentence(event)));
            switch (event) {
                case TraceEvent.Accepted e -> {
                    sender = e.sender();
                    subject = e.subject();
                    messageId = e.messageId();
                }
                case TraceEvent.Refused e -> sender = sender.isEmpty() ? e.sender() : sender;
                default -> {}
            }
        }
        List<Ending> endings = new ArrayList<>();
        for (Map.Entry<String, TraceEvent> ending : story.endings().entrySet()) {
            endings.add(ending(ending.getKey(), ending.getValue(), words));
        }
        return new Told(story.message(), story.events().getFirst().at(), sender, subject, messageId, endings, lines);
    }

    /// With other endings.
    public Told ending(List<Ending> others) {
        return new Told(message, at, sender, subject, messageId, others, lines);
    }

    private static Ending ending(String recipient, TraceEvent event, Endings words) {
        String sentence = words.sentence(event);
        return switch (event) {
            case TraceEvent.Delivered _ -> new Ending(recipient, "good", "delivered", sentence);
            case TraceEvent.Attempted e ->
                switch (e.outcome()) {
                    case DELIVERED -> new Ending(recipient, "good", "sent", sentence);
                    case DEFERRED -> new Ending(recipient, "warn", "deferred", sentence);
                    case FAILED -> new Ending(recipient, "bad", "failed", sentence);
                };
            case TraceEvent.Refused e when !e.enforced() -> new Ending(recipient, "", "observed", sentence);
            case TraceEvent.Refused e
            when LATER.contains(e.cause()) -> new Ending(recipient, "warn", "later", sentence);
            case TraceEvent.Refused _ -> new Ending(recipient, "bad", "refused", sentence);
            case TraceEvent.Filtered e ->
                e.action().equals("junk")
                        ? new Ending(recipient, "warn", "junk", sentence)
                        : new Ending(recipient, "", "filtered", sentence);
            case TraceEvent.Accepted _ -> new Ending(recipient, "warn", "underway", sentence);
            case TraceEvent.Deleted _ -> new Ending(recipient, "", "deleted", sentence);
            case TraceEvent.Connected _, TraceEvent.LeftOut _ -> new Ending(recipient, "", "other", sentence);
        };
    }
}
