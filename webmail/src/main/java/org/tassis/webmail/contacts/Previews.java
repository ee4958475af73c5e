package org.tassis.webmail.contacts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tassis.directory.contact.Read;

/// Files that were brought and wait for a word of who brought them: one for each session, for half an hour,
/// a few at once. In memory; any thread.
final class Previews {
    private static final int MOST = 50;
    private static final Duration KEPT = Duration.ofMinutes(30);

    private final InstantSource clock;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    private record Waiting(Read read, Instant until) {}

    Previews(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void put(String session, Read read) {
        Instant now = clock.instant();
        waiting.remove(session);
        waiting.values().removeIf(one -> one.until().isBefore(now));
        if (waiting.size() >= MOST) {
            waiting.remove(waiting.keySet().iterator().next());
        }
        waiting.put(session, new Waiting(read, now.plus(KEPT)));
    }

    /// Takes it out.
    synchronized Optional<Read> take(String session) {
        return Optional.ofNullable(waiting.remove(session))
                .filter(one -> one.until().isAfter(clock.instant()))
                .map(Waiting::read);
    }
}
