package org.tassis.greylist;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// History that ends with the process: for tests, and as the model of others. Bounded: when there is no
/// room, what was longest ago goes, so a flood of strangers can only make strangers wait anew.
public final class InMemoryGreylistHistory implements GreylistHistory {
    private final Map<Triplet, Instant> triplets; // guarded by this; oldest first
    private final Map<Trusted, Instant> trusted; // guarded by this; least recent first

    /// @param maxTriplets how many are remembered, at least 1
    /// @param maxTrusted  how many are remembered, at least 1
    public InMemoryGreylistHistory(int maxTriplets, int maxTrusted) {
        triplets = bounded(maxTriplets);
        trusted = bounded(maxTrusted);
    }

    private static <K> Map<K, Instant> bounded(int max) {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Instant> eldest) {
                return size() > max;
            }
        };
    }

    @Override
    public synchronized Instant firstSeen(Triplet triplet, Instant now, Instant notBefore) {
        Instant known = triplets.get(triplet);
        if (known != null && !known.isBefore(notBefore)) {
            return known;
        }
        triplets.remove(triplet); // so that it moves to the end
        triplets.put(triplet, now);
        return now;
    }

    @Override
    public synchronized void forget(Triplet triplet) {
        triplets.remove(triplet);
    }

    @Override
    public synchronized Optional<Instant> lastSent(Trusted who) {
        return Optional.ofNullable(trusted.get(who));
    }

    @Override
    public synchronized void trust(Trusted who, Instant now) {
        trusted.remove(who);
        trusted.put(who, now);
    }

    @Override
    public synchronized void distrust(Trusted who) {
        trusted.remove(who);
    }

    @Override
    public synchronized long expire(Instant tripletsBefore, Instant trustBefore) {
        long before = triplets.size() + trusted.size();
        triplets.values().removeIf(seen -> seen.isBefore(tripletsBefore));
        trusted.values().removeIf(sent -> sent.isBefore(trustBefore));
        return before - triplets.size() - trusted.size();
    }
}
