package org.tassis.directory.desk;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.tassis.core.Secret;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.access.ApiToken;
import org.tassis.directory.access.TokenRecords;

/// Lets programs in by their tokens: as who the owner is now, not as who made the token. Failures of one
/// network are counted; beyond {@link #FREE_FAILURES} in a minute nothing that fails there is looked up any
/// more, while what is right still gets in. Any thread.
public final class TokenCheck {
    /// Of one network in a minute.
    static final int FREE_FAILURES = 30;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration TOUCH = Duration.ofMinutes(1);
    private static final int NETWORKS = 10_000;
    private static final int KNOWN = 10_000;

    private final Desk desk;
    private final TokenRecords records;
    private final InstantSource clock;
    private final Cache<String, AtomicInteger> failures;

    /// Digests that were right: they are looked up wherever they come from.
    private final Cache<String, Boolean> right;

    /// What a token is good for now.
    public sealed interface Outcome {
        record Granted(ApiToken token, Actor actor) implements Outcome {}

        /// There is no such token, its time is over, or its owner administers nothing any more.
        record Refused() implements Outcome {}

        /// Too many wrong ones came from there.
        record Slow(Duration retryAfter) implements Outcome {}
    }

    TokenCheck(Desk desk, TokenRecords records, InstantSource clock) {
        this.desk = desk;
        this.records = records;
        this.clock = clock;
        failures = Caffeine.newBuilder()
                .maximumSize(NETWORKS)
                .expireAfterWrite(WINDOW)
                .ticker(() -> clock.millis() * 1_000_000)
                .executor(Runnable::run)
                .build();
        right = Caffeine.newBuilder().maximumSize(KNOWN).executor(Runnable::run).build();
    }

    /// @throws org.tassis.directory.DirectoryException Unavailable
    public Outcome check(Secret token, InetAddress from) {
        String network = network(from);
        AtomicInteger failed = failures.getIfPresent(network);
        boolean slow = failed != null && failed.get() >= FREE_FAILURES;
        String digest = TokenText.digest(token);
        boolean known = right.getIfPresent(digest) != null;
        if (TokenText.isWellFormed(token.reveal()) && (known || !slow)) {
            Optional<Outcome.Granted> granted = records.tokenOf(digest).flatMap(this::granted);
            if (granted.isPresent()) {
                right.put(digest, true);
                touch(granted.get().token(), from);
                return granted.get();
            }
            right.invalidate(digest);
        }
        if (slow) {
            return new Outcome.Slow(WINDOW);
        }
        failures.get(network, _ -> new AtomicInteger()).incrementAndGet();
        return new Outcome.Refused();
    }

    private Optional<Outcome.Granted> granted(ApiToken token) {
        if (token.isOver(clock.instant())) {
            return Optional.empty();
        }
        Optional<AccountRecord> owner = desk.directory().visitor(token.owner()).filter(record -> record.account()
                .enabled());
        return owner.map(desk::actor)
                .filter(actor -> !(actor instanceof Actor.MailboxUser))
                .map(actor -> new Outcome.Granted(token, actor));
    }

    private void touch(ApiToken token, InetAddress from) {
        Instant now = clock.instant();
        if (token.used().filter(last -> last.plus(TOUCH).isAfter(now)).isEmpty()) {
            records.tokenUsed(token.id(), now, from.getHostAddress());
        }
    }

    /// An IPv4 address, or the first 64 bits of an IPv6 address: one subscriber has them all.
    private static String network(InetAddress client) {
        return client instanceof Inet6Address
                ? HexFormat.of().formatHex(client.getAddress(), 0, 8)
                : client.getHostAddress();
    }
}
