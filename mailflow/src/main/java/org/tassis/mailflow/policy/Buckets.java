package org.tassis.mailflow.policy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Token buckets: each key may take so many in a period, at once or spread, and is given them back evenly. In
/// bounded memory: beyond the most keys, the one not seen for longest is forgotten, which gives it all its
/// tokens back. Any thread.
final class Buckets<K> {
    private final int size;
    private final Duration period;
    private final InstantSource clock;
    private final Map<K, Bucket> buckets; // guarded by this

    private static final class Bucket {
        private double tokens;
        private long at; // milliseconds since 1970

        Bucket(double tokens, long at) {
            this.tokens = tokens;
            this.at = at;
        }
    }

    /// @param size tokens in a period, at least 1
    Buckets(int size, Duration period, int mostKeys, InstantSource clock) {
        if (size < 1 || !period.isPositive() || mostKeys < 1) {
            throw new IllegalArgumentException(size + " in " + period + " for " + mostKeys);
        }
        this.size = size;
        this.period = period;
        this.clock = clock;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Bucket> eldest) {
                return size() > mostKeys;
            }
        };
    }

    int size() {
        return size;
    }

    Duration period() {
        return period;
    }

    /// How long until there is a token; zero when there is one now.
    synchronized Duration left(K key) {
        Bucket bucket = buckets.get(key);
        if (bucket == null) {
            return Duration.ZERO;
        }
        refill(bucket);
        return bucket.tokens >= 1
                ? Duration.ZERO
                : Duration.ofMillis((long) Math.ceil((1 - bucket.tokens) * period.toMillis() / size));
    }

    /// Takes one, when there is one.
    synchronized void take(K key) {
        Bucket bucket = buckets.computeIfAbsent(key, _ -> new Bucket(size, clock.millis()));
        refill(bucket);
        bucket.tokens = Math.max(0, bucket.tokens - 1);
    }

    private void refill(Bucket bucket) {
        long now = clock.millis();
        if (now > bucket.at) {
            bucket.tokens = Math.min(size, bucket.tokens + (double) (now - bucket.at) * size / period.toMillis());
        }
        bucket.at = now;
    }
}
