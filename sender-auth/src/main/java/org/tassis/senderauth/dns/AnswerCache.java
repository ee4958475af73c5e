package org.tassis.senderauth.dns;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;

/// Answers until their time is over; when there is no room, those used longest ago go first. Locked as a
/// whole: what happens inside takes less than a microsecond.
///
/// @param <K> question
/// @param <V> answer
final class AnswerCache<K, V> {
    private record Entry<V>(V answer, Instant until, long octets) {}

    private final InstantSource clock;
    private final int maxEntries;
    private final long maxOctets;
    private final LinkedHashMap<K, Entry<V>> entries = new LinkedHashMap<>(64, 0.75f, true);
    private long octets;

    AnswerCache(InstantSource clock, int maxEntries, long maxOctets) {
        this.clock = clock;
        this.maxEntries = maxEntries;
        this.maxOctets = maxOctets;
    }

    synchronized Optional<V> get(K question) {
        var entry = entries.get(question);
        if (entry == null) {
            return Optional.empty();
        }
        if (!clock.instant().isBefore(entry.until())) {
            remove(question);
            return Optional.empty();
        }
        return Optional.of(entry.answer());
    }

    /// @param seconds 0 or less: not kept
    synchronized void put(K question, V answer, long seconds, long size) {
        if (seconds <= 0 || maxEntries == 0 || size > maxOctets) {
            return;
        }
        remove(question);
        entries.put(question, new Entry<>(answer, clock.instant().plusSeconds(seconds), size));
        octets += size;
        while (entries.size() > maxEntries || octets > maxOctets) {
            remove(entries.firstEntry().getKey());
        }
    }

    synchronized int size() {
        return entries.size();
    }

    private void remove(K question) {
        var gone = entries.remove(question);
        if (gone != null) {
            octets -= gone.octets();
        }
    }
}
