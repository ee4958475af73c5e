package org.tassis.web;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tassis.core.AccountId;

/// The challenges that passkeys are to sign now: each for one browser, once, for some minutes. Any thread;
/// nothing blocks.
final class Ceremonies {
    static final Duration PATIENCE = Duration.ofMinutes(5);
    static final int MOST = 10_000;

    /// Of one address that is not logged in: whoever asks for many ends the own ones.
    static final int OF_ONE_ADDRESS = 50;

    private static final int CHALLENGE = 32;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<Key, Begun> begun = new LinkedHashMap<>(); // guarded by itself; the oldest is first

    Ceremonies(InstantSource clock) {
        this.clock = clock;
    }

    /// What a signature is for.
    enum Kind {
        /// A new passkey.
        ADD,
        /// Beside the password.
        BESIDE,
        /// The whole login.
        ALONE
    }

    /// @param account whose passkey it has to be; empty for whole logins
    /// @param from    the address that asked
    record Begun(byte[] challenge, Site site, Optional<AccountId> account, String from, Instant until) {
        Begun {
            challenge = challenge.clone();
        }

        @Override
        public byte[] challenge() {
            return challenge.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Begun one
                    && Arrays.equals(challenge, one.challenge)
                    && site.equals(one.site)
                    && account.equals(one.account)
                    && from.equals(one.from)
                    && until.equals(one.until);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(challenge);
        }
    }

    private record Key(Kind kind, String browser) {}

    /// A challenge; one that the same browser was given before is forgotten.
    ///
    /// @param browser what only that browser has
    Begun begin(Kind kind, String browser, Site site, Optional<AccountId> account, String from) {
        byte[] challenge = new byte[CHALLENGE];
        random.nextBytes(challenge);
        Instant now = clock.instant();
        Begun made = new Begun(challenge, site, account, from, now.plus(PATIENCE));
        synchronized (begun) {
            begun.values().removeIf(one -> !now.isBefore(one.until()));
            Key key = new Key(kind, browser);
            begun.remove(key);
            if (account.isEmpty()) {
                makeRoom(from);
            }
            if (begun.size() >= MOST) {
                begun.remove(begun.keySet().iterator().next());
            }
            begun.put(key, made);
        }
        return made;
    }

    private void makeRoom(String from) {
        List<Key> own = begun.entrySet().stream()
                .filter(one -> one.getValue().account().isEmpty()
                        && one.getValue().from().equals(from))
                .map(Map.Entry::getKey)
                .toList();
        if (own.size() >= OF_ONE_ADDRESS) {
            begun.remove(own.getFirst());
        }
    }

    /// What that browser was asked, if it still may answer: it may once.
    Optional<Begun> take(Kind kind, String browser) {
        Instant now = clock.instant();
        synchronized (begun) {
            return Optional.ofNullable(begun.remove(new Key(kind, browser))).filter(one -> now.isBefore(one.until()));
        }
    }
}
