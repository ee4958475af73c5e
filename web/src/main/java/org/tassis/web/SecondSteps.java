package org.tassis.web;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tassis.core.AccountId;

/// Those who showed the right password and are now asked for a code, for some minutes. Wrong codes are
/// counted for each account, so that nobody who found a password tries codes until one is right: of three
/// codes in a million that are right at a moment, {@link #A_DAY} tries a day find one in some thirty years.
/// Any thread; nothing blocks.
final class SecondSteps {
    static final Duration PATIENCE = Duration.ofMinutes(5);
    static final int AT_ONCE = 5;
    static final Duration SOON = Duration.ofMinutes(5);
    static final int A_DAY = 30;

    private static final int MOST = 10_000;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Begun> begun = new LinkedHashMap<>();
    private final Map<AccountId, Deque<Instant>> wrong = new LinkedHashMap<>();

    SecondSteps(InstantSource clock) {
        this.clock = clock;
    }

    /// @param to   where the visitor wants to go
    /// @param keep whether the session is to be kept on this device
    record Begun(AccountId account, String to, boolean keep, Instant until) {}

    /// @return a token for the browser that showed the password
    String begin(AccountId account, String to, boolean keep) {
        byte[] octets = new byte[32];
        random.nextBytes(octets);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
        synchronized (begun) {
            begun.put(token, new Begun(account, to, keep, clock.instant().plus(PATIENCE)));
            trim(begun);
        }
        return token;
    }

    Optional<Begun> find(String token) {
        synchronized (begun) {
            return Optional.ofNullable(begun.get(token))
                    .filter(one -> clock.instant().isBefore(one.until()));
        }
    }

    void end(String token) {
        synchronized (begun) {
            begun.remove(token);
        }
    }

    /// Takes one try; it counts as wrong until {@link #right} says otherwise, so that tries at the same
    /// time are not more than those one after the other.
    ///
    /// @return whether there is one left
    boolean mayTry(AccountId account) {
        Instant now = clock.instant();
        synchronized (begun) {
            Deque<Instant> tries = wrong.computeIfAbsent(account, _ -> new ArrayDeque<>());
            trim(wrong);
            while (!tries.isEmpty() && tries.getFirst().isBefore(now.minus(Duration.ofDays(1)))) {
                tries.removeFirst();
            }
            long lately =
                    tries.stream().filter(when -> when.isAfter(now.minus(SOON))).count();
            if (lately >= AT_ONCE || tries.size() >= A_DAY) {
                return false;
            }
            tries.addLast(now);
            return true;
        }
    }

    void right(AccountId account) {
        synchronized (begun) {
            wrong.remove(account);
        }
    }

    private static void trim(Map<?, ?> map) {
        if (map.size() > MOST) {
            map.remove(map.keySet().iterator().next());
        }
    }
}
