package org.tassis.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.AccountId;

/// The sessions of browsers. Only a browser has its token; here is the token's digest, so that who reads the
/// memory or the table cannot log in with it. Any thread; nothing blocks.
public final class Sessions {
    private static final Duration TOUCH = Duration.ofMinutes(1);

    private final WebSettings settings;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, WebSession> byDigest = new HashMap<>();
    private final Map<AccountId, Set<String>> digests = new HashMap<>();

    public Sessions(WebSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /// @param token for the browser, and for nobody else
    public record Opened(String token, WebSession session) {}

    /// @param keep whether its owner wants to stay logged in on this device
    public Opened open(AccountId account, String from, String agent, boolean keep) {
        byte[] octets = new byte[32];
        random.nextBytes(octets);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
        String digest = digest(token);
        Instant now = clock.instant();
        WebSession session = new WebSession(digest.substring(0, 16), account, now, now, from, agent, keep);
        synchronized (byDigest) {
            makeRoom(account, now);
            byDigest.put(digest, session);
            digests.computeIfAbsent(account, _ -> new HashSet<>()).add(digest);
        }
        return new Opened(token, session);
    }

    /// The session of a token, used now.
    public Optional<WebSession> use(String token) {
        String digest = digest(token);
        Instant now = clock.instant();
        synchronized (byDigest) {
            WebSession session = byDigest.get(digest);
            if (session == null) {
                return Optional.empty();
            }
            if (isOver(session, now)) {
                remove(digest);
                return Optional.empty();
            }
            if (Duration.between(session.used(), now).compareTo(TOUCH) >= 0) {
                session = session.usedAt(now);
                byDigest.put(digest, session);
            }
            return Optional.of(session);
        }
    }

    /// The latest used first.
    public List<WebSession> of(AccountId account) {
        Instant now = clock.instant();
        List<WebSession> found = new ArrayList<>();
        synchronized (byDigest) {
            for (String digest : digests.getOrDefault(account, Set.of())) {
                WebSession session = byDigest.get(digest);
                if (session != null && !isOver(session, now)) {
                    found.add(session);
                }
            }
        }
        found.sort(Comparator.comparing(WebSession::used).reversed());
        return found;
    }

    /// @param id of a session of this account; of others nothing is ended
    /// @return whether there was one
    public boolean end(AccountId account, String id) {
        synchronized (byDigest) {
            Optional<String> digest = digests.getOrDefault(account, Set.of()).stream()
                    .filter(one -> one.startsWith(id) && id.length() == 16)
                    .findFirst();
            digest.ifPresent(this::remove);
            return digest.isPresent();
        }
    }

    /// Ends all sessions of an account but one: after a change of its password.
    ///
    /// @param except the id of the one that stays, if any
    public void endAll(AccountId account, Optional<String> except) {
        synchronized (byDigest) {
            for (String digest : List.copyOf(digests.getOrDefault(account, Set.of()))) {
                if (except.filter(digest::startsWith).isEmpty()) {
                    remove(digest);
                }
            }
        }
    }

    private boolean isOver(WebSession session, Instant now) {
        Duration idle = session.kept() ? settings.keptIdle() : settings.idle();
        return !now.isBefore(session.used().plus(idle))
                || !now.isBefore(session.opened().plus(settings.longest()));
    }

    private void makeRoom(AccountId account, Instant now) {
        if (digests.getOrDefault(account, Set.of()).size() >= settings.perAccount()) {
            leastUsed(digests.getOrDefault(account, Set.of())).ifPresent(this::remove);
        }
        if (byDigest.size() >= settings.all()) {
            List<String> over = byDigest.entrySet().stream()
                    .filter(entry -> isOver(entry.getValue(), now))
                    .map(Map.Entry::getKey)
                    .toList();
            over.forEach(this::remove);
            if (byDigest.size() >= settings.all()) {
                leastUsed(byDigest.keySet()).ifPresent(this::remove);
            }
        }
    }

    private Optional<String> leastUsed(Set<String> some) {
        Optional<String> found = Optional.empty();
        Instant least = Instant.MAX;
        for (String digest : some) {
            WebSession session = byDigest.get(digest);
            if (session != null && session.used().isBefore(least)) {
                found = Optional.of(digest);
                least = session.used();
            }
        }
        return found;
    }

    private void remove(String digest) {
        WebSession session = byDigest.remove(digest);
        if (session != null) {
            digests.computeIfPresent(session.account(), (_, own) -> {
                own.remove(digest);
                return own.isEmpty() ? null : own;
            });
        }
    }

    private static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
