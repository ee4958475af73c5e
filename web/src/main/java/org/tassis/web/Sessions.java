package org.tassis.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.directory.access.AccessRecords;
import org.tassis.directory.access.PageSession;

/// The sessions of browsers. Only a browser has its token; kept is the token's digest, so that who reads
/// the table cannot log in with it. Each use looks into the records, so one that is ended, here or by a
/// desk, is over at once. Any thread; blocks on the database, whose failures are {@link
/// org.tassis.directory.DirectoryException}.
public final class Sessions {
    private static final Duration TOUCH = Duration.ofMinutes(1);

    private final WebSettings settings;
    private final AccessRecords records;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public Sessions(WebSettings settings, AccessRecords records, InstantSource clock) {
        this.settings = settings;
        this.records = records;
        this.clock = clock;
    }

    /// @param token for the browser, and for nobody else
    public record Opened(String token, WebSession session) {}

    /// @param keep whether its owner wants to stay logged in on this device
    public Opened open(AccountId account, String from, String agent, boolean keep) {
        byte[] octets = new byte[32];
        random.nextBytes(octets);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
        Instant now = clock.instant();
        WebSession session = new WebSession(digest(token), account, now, now, from, agent, keep);
        makeRoom(account);
        records.put(new PageSession(session.id(), account, now, now, expires(session), from, session.agent()));
        return new Opened(token, session);
    }

    /// The session of a token, used now.
    public Optional<WebSession> use(String token) {
        Instant now = clock.instant();
        return records.session(digest(token)).flatMap(known -> {
            if (!now.isBefore(known.expires())) {
                records.end(known.account(), known.key());
                return Optional.empty();
            }
            WebSession session = session(known);
            if (Duration.between(session.used(), now).compareTo(TOUCH) < 0) {
                return Optional.of(session);
            }
            WebSession used = session.usedAt(now);
            return records.seen(used.id(), now, expires(used)) ? Optional.of(used) : Optional.empty();
        });
    }

    /// The latest used first.
    public List<WebSession> of(AccountId account) {
        Instant now = clock.instant();
        return records.sessions(account).stream()
                .filter(known -> now.isBefore(known.expires()))
                .map(this::session)
                .toList();
    }

    /// @param id of a session of this account; of others nothing is ended
    /// @return whether there was one
    public boolean end(AccountId account, String id) {
        return records.end(account, id);
    }

    /// Ends all sessions of an account but one.
    ///
    /// @param except the id of the one that stays, if any
    public void endAll(AccountId account, Optional<String> except) {
        records.endAll(account, except);
    }

    /// One that is not kept never has more than the short time left.
    private WebSession session(PageSession known) {
        boolean kept = Duration.between(known.seen(), known.expires()).compareTo(settings.idle()) > 0;
        return new WebSession(
                known.key(), known.account(), known.opened(), known.seen(), known.from(), known.client(), kept);
    }

    private Instant expires(WebSession session) {
        Instant idle = session.used().plus(session.kept() ? settings.keptIdle() : settings.idle());
        Instant longest = session.opened().plus(settings.longest());
        return idle.isBefore(longest) ? idle : longest;
    }

    private void makeRoom(AccountId account) {
        List<PageSession> open = records.sessions(account);
        for (int last = open.size() - 1; last >= settings.perAccount() - 1; last--) {
            records.end(account, open.get(last).key());
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
