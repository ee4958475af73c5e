package org.tassis.mailflow.trace;

import java.time.Instant;
import java.util.List;

/// What is looked for: messages, or events without one, with an event that holds all words.
///
/// @param words as people type them: an address, a domain, a host, a message-id, a word of the subject, an id
/// @param since the first moment
/// @param until the moment after the last
/// @param most  stories, the newest ones: 1 to 1000
public record TraceQuery(List<String> words, Instant since, Instant until, int most) {
    public TraceQuery {
        words = words.stream().map(Terms::of).filter(word -> !word.isEmpty()).toList();
        if (most < 1 || most > 1000) {
            throw new IllegalArgumentException("1 to 1000 stories are told at once");
        }
    }
}
