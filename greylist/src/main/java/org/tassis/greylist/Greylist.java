package org.tassis.greylist;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.greylist.Decision.Reason;

/// Decides about attempts. Who is never delayed at all (own users, local networks, correspondents, allowed
/// senders) is not brought here. Any thread.
public final class Greylist {
    /// Trust is not written again for each message.
    private static final Duration REFRESH = Duration.ofDays(1);

    private final GreylistHistory history;
    private final GreylistSettings settings;
    private final InstantSource clock;

    public Greylist(GreylistHistory history, GreylistSettings settings, InstantSource clock) {
        this.history = history;
        this.settings = settings;
        this.clock = clock;
    }

    public Decision decide(Attempt attempt) {
        Instant now = clock.instant();
        Cidr network = Cidr.around(attempt.client(), settings.ipv4Bits(), settings.ipv6Bits());
        Triplet triplet = Triplet.of(new Triplet.Origin.Network(network), attempt);
        Trusted.Pair pair = new Trusted.Pair(network, triplet.sender());
        Optional<DomainName> proven =
                attempt.sender().filter(_ -> attempt.spfPass()).map(EmailAddress::domain);
        Optional<Trusted> domain = proven.map(Trusted.Domain::new);
        if (isTrusted(pair, now)) {
            domain.ifPresent(it -> trust(it, now));
            return new Decision.Accept(Reason.TRUSTED_PAIR);
        }
        if (domain.isPresent() && isTrusted(domain.get(), now)) {
            return new Decision.Accept(Reason.TRUSTED_DOMAIN);
        }
        // A large sender retries from whichever of its hosts: where SPF proves that they are its own, they count as
        // one.
        Optional<Triplet> pool = proven.map(Triplet.Origin.Hosts::new).map(hosts -> Triplet.of(hosts, attempt));
        Instant notBefore = now.minus(settings.retryWindow());
        Instant first = history.firstSeen(triplet, now, notBefore);
        if (pool.isPresent()) {
            Instant anywhere = history.firstSeen(pool.get(), now, notBefore);
            first = anywhere.isBefore(first) ? anywhere : first;
        }
        Duration left = left(first, now, settings.delay());
        if (!left.isZero()) {
            return new Decision.Wait(left);
        }
        history.trust(pair, now);
        domain.ifPresent(it -> trust(it, now));
        history.forget(triplet);
        pool.ifPresent(history::forget);
        return new Decision.Accept(Reason.WAITED);
    }

    /// Lets a sender in without waiting from now on, as if it had waited: for who sees it wait and knows it.
    public void letIn(Attempt attempt) {
        Instant now = clock.instant();
        Cidr network = Cidr.around(attempt.client(), settings.ipv4Bits(), settings.ipv6Bits());
        history.trust(new Trusted.Pair(network, Triplet.senderKey(attempt.sender(), attempt.recipient())), now);
    }

    /// To be called now and then: forgets what does not matter any more.
    ///
    /// @return how much
    public long expire() {
        Instant now = clock.instant();
        return history.expire(now.minus(settings.retryWindow()), now.minus(settings.trust()));
    }

    /// How long there is to wait, from none to all of `delay`, even when the clock was set back meanwhile.
    static Duration left(Instant first, Instant now, Duration delay) {
        Duration waited = Duration.between(first, now);
        if (waited.compareTo(delay) >= 0) {
            return Duration.ZERO;
        }
        return waited.isNegative() ? delay : delay.minus(waited);
    }

    private boolean isTrusted(Trusted who, Instant now) {
        Optional<Instant> last = history.lastSent(who);
        if (last.isEmpty() || last.get().isBefore(now.minus(settings.trust()))) {
            return false;
        }
        if (last.get().isBefore(now.minus(REFRESH))) {
            history.trust(who, now);
        }
        return true;
    }

    private void trust(Trusted who, Instant now) {
        if (!isTrusted(who, now)) {
            history.trust(who, now);
        }
    }
}
