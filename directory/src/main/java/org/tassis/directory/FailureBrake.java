package org.tassis.directory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;

/// Slows down guessing, without locking anybody out.
///
/// Failures are counted for an account, for a network, and, once the account has logged in from a network, for that
/// pair. An attempt from such a known network is slowed only by the failures of the pair: nobody elsewhere, nor a
/// neighbour who guesses other passwords, delays it. Any other attempt is slowed by the account's failures and by the
/// network's. An attempt counts as a failure from its beginning, so that many at once gain nothing.
///
/// Bounded: counts that were not needed for long are dropped. Any thread.
final class FailureBrake {
    private static final int ENTRIES = 50_000;
    private static final int STEPS = 6;
    private static final int MAX_CREDIT = 50;

    private final AuthenticatorSettings settings;
    private final InstantSource clock;
    private final Cache<String, Count> accounts;
    private final Cache<ClientNetwork, Network> networks;
    private final Cache<Pair, Count> pairs;

    private record Pair(String account, ClientNetwork network) {}

    FailureBrake(AuthenticatorSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        accounts = bounded(Duration.ofHours(2));
        networks = bounded(Duration.ofDays(1));
        pairs = bounded(Duration.ofDays(7));
    }

    private <K, V> Cache<K, V> bounded(Duration unused) {
        return Caffeine.newBuilder()
                .maximumSize(ENTRIES)
                .expireAfterAccess(unused)
                .ticker(() -> clock.millis() * 1_000_000)
                .executor(Runnable::run)
                .build();
    }

    /// @param account any name that is the same for the same account
    Attempt begin(String account, ClientNetwork network) {
        Network net = networks.get(network, _ -> new Network());
        Count known = pairs.getIfPresent(new Pair(account, network));
        long now = clock.millis();
        if (known != null) {
            return new Attempt(account, network, net, known, true, delay(known.add(now), settings.freeFailures()));
        }
        Count count = accounts.get(account, _ -> new Count());
        int own = delayStep(count.add(now), settings.freeFailures());
        int shared = delayStep(net.failures.level(now), settings.freeNetFailures() * (1 + net.credit()));
        return new Attempt(account, network, net, count, false, delayOf(Math.max(own, shared)));
    }

    /// The account is at home in that network.
    void trust(String account, ClientNetwork network) {
        Pair pair = new Pair(account, network);
        if (pairs.getIfPresent(pair) == null) {
            pairs.put(pair, new Count());
            Network net = networks.get(network, _ -> new Network());
            net.earn();
        }
    }

    private Duration delay(double level, int free) {
        return delayOf(delayStep(level, free));
    }

    /// 0 when there is no delay, then 1, 2, 3...
    private static int delayStep(double level, int free) {
        return Math.max(0, (int) Math.ceil(level - 1e-9) - free + 1);
    }

    private Duration delayOf(int step) {
        if (step == 0) {
            return Duration.ZERO;
        }
        Duration delay = Duration.ofSeconds(1L << Math.min(step - 1, STEPS));
        return delay.compareTo(settings.maxDelay()) > 0 ? settings.maxDelay() : delay;
    }

    /// One attempt to log in, ended by one of its methods.
    final class Attempt {
        private final String account;
        private final ClientNetwork network;
        private final Network net;
        private final Count counted;
        private final boolean atHome;
        private final Duration delay;

        private Attempt(
                String account, ClientNetwork network, Network net, Count counted, boolean atHome, Duration delay) {
            this.account = account;
            this.network = network;
            this.net = net;
            this.counted = counted;
            this.atHome = atHome;
            this.delay = delay;
        }

        /// How long to wait before the password is looked at.
        Duration delay() {
            return delay;
        }

        /// Whether the network has place for one more that waits. Call {@link #leaveQueue} when it waited.
        boolean enterQueue() {
            return net.enter(settings.sleepersPerNetwork());
        }

        void leaveQueue() {
            net.leave();
        }

        void succeeded() {
            if (atHome) {
                counted.clear();
            } else {
                counted.remove(clock.millis());
            }
            trust(account, network);
        }

        /// The attempt stays counted.
        void failed() {
            net.failures.add(clock.millis());
        }

        /// The password was not looked at.
        void abandoned() {
            counted.remove(clock.millis());
        }
    }

    private final class Network {
        private final Count failures = new Count();
        private int credit;
        private int waiting;

        synchronized int credit() {
            return credit;
        }

        synchronized void earn() {
            credit = Math.min(MAX_CREDIT, credit + 1);
        }

        synchronized boolean enter(int limit) {
            if (waiting >= limit) {
                return false;
            }
            waiting++;
            return true;
        }

        synchronized void leave() {
            waiting--;
        }
    }

    /// Failures, forgotten one by one as time passes.
    private final class Count {
        private double level;
        private long at;

        /// @return the level before
        synchronized double add(long now) {
            double before = level(now);
            level = Math.min(before + 1, settings.freeNetFailures() * (1 + MAX_CREDIT) + STEPS);
            return before;
        }

        synchronized double level(long now) {
            long passed = Math.max(0, now - at);
            level = Math.max(
                    0, level - (double) passed / settings.forgiveAfter().toMillis());
            at = now;
            return level;
        }

        synchronized void remove(long now) {
            level = Math.max(0, level(now) - 1);
        }

        synchronized void clear() {
            level = 0;
        }
    }
}
