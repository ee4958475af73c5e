package org.tassis.greylist;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.greylist.Decision.Reason;

/// Decides about attempts. Who is never delayed at all (own users, local networks, correspondents, allowed
/// senders) is not brought here. Any thread.
public final class Greylist {
    /// How long a mailbox lets everybody in at most.
    public static final Duration LONGEST_OPEN = Duration.ofDays(1);

    /// Trust is not written again for each message.
    private static final Duration REFRESH = Duration.ofDays(1);

    private final GreylistHistory history;
    private final GreylistSettings settings;
    private final InstantSource clock;
    private final WaitingRoom room;

    /// Nobody is shown who waits.
    public Greylist(GreylistHistory history, GreylistSettings settings, InstantSource clock) {
        this(history, settings, clock, WaitingRoom.NONE);
    }

    public Greylist(GreylistHistory history, GreylistSettings settings, InstantSource clock, WaitingRoom room) {
        this.room = room;
        this.history = history;
        this.settings = settings;
        this.clock = clock;
    }

    public Decision decide(Attempt attempt) {
        Instant now = clock.instant();
        if (attempt.owner().flatMap(owner -> room.openUntil(owner, now)).isPresent()) {
            return new Decision.Accept(Reason.EXPECTED);
        }
        Cidr network = network(attempt);
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
            room.note(Visitor.of(attempt, network, Visitor.State.WAITING, now));
            return new Decision.Wait(left);
        }
        keep(pair, now);
        domain.ifPresent(it -> trust(it, now));
        history.forget(triplet);
        pool.ifPresent(history::forget);
        room.note(Visitor.of(attempt, network, Visitor.State.LET_IN, now));
        return new Decision.Accept(Reason.WAITED);
    }

    private Cidr network(Attempt attempt) {
        return Cidr.around(attempt.client(), settings.ipv4Bits(), settings.ipv6Bits());
    }

    // ---- for people

    /// Lets a sender in without waiting from now on, as if it had waited: for who sees it wait and knows it.
    public void letIn(Attempt attempt) {
        keep(
                new Trusted.Pair(network(attempt), Triplet.senderKey(attempt.sender(), attempt.recipient())),
                clock.instant());
    }

    /// Who waits, or was let in; who came last is first.
    ///
    /// @param owner of the mailbox; empty: of all
    /// @param limit 1 to {@link WaitingRoom#MOST}
    public List<Visitor> visitors(Visitor.State state, Optional<AccountId> owner, int limit) {
        return room.list(state, owner, limit);
    }

    /// One of them. Who asks for somebody must compare the owner.
    public Optional<Visitor> visitor(long id) {
        return room.find(id);
    }

    /// When one who waits is taken, if it comes again.
    public Instant opens(Visitor visitor) {
        return visitor.first().plus(settings.delay());
    }

    /// Lets one who waits in from now on: its next attempt is taken.
    public void letIn(Visitor visitor) {
        letIn(visitor.attempt());
        room.note(visitor.letIn());
    }

    /// Forgets that one came. It waits anew, also when it was let in.
    public void forget(Visitor visitor) {
        Attempt attempt = visitor.attempt();
        Cidr network = network(attempt);
        Triplet triplet = Triplet.of(new Triplet.Origin.Network(network), attempt);
        forget(new Trusted.Pair(network, triplet.sender()));
        history.forget(triplet);
        room.remove(visitor.id());
    }

    /// Who is trusted, who sent last first, to be read page by page. Those of before they were written down
    /// are not among them until they have sent again.
    ///
    /// @param part  of the sender, the network or the domain, in any case; empty: all
    /// @param limit 1 to {@link WaitingRoom#MOST}
    public List<Trust> trusted(String part, Optional<Trust.Place> after, int limit) {
        return room.trusted(part, after, limit);
    }

    /// One of them.
    public Optional<Trust> trusted(long id) {
        return room.findTrust(id);
    }

    /// Whom somebody means who is to be trusted, as its mail is known again: clients near each other count as
    /// one, and numbers in senders are alike.
    ///
    /// @param network an address of a client, or no more than its neighbours; empty: wherever the domain's
    ///     SPF record says
    /// @param sender  an address, empty for messages of mail systems; without a network a domain
    /// @return empty when nobody can be meant by that
    public Optional<Trusted> whom(Optional<String> network, String sender) {
        if (network.isEmpty()) {
            return DomainName.parse(sender).map(Trusted.Domain::new);
        }
        Optional<String> key =
                sender.isEmpty() ? Optional.of("") : EmailAddress.parse(sender).map(Triplet::senderKey);
        return key.flatMap(text -> neighbours(network.get()).map(near -> new Trusted.Pair(near, text)));
    }

    /// @return empty when it is no network, or a larger one than those of neighbours
    private Optional<Cidr> neighbours(String network) {
        return Cidr.parse(network).flatMap(given -> {
            int bits = given.isIpv4() ? settings.ipv4Bits() : settings.ipv6Bits();
            InetAddress address = InetAddress.ofLiteral(network.split("/", 2)[0]);
            return given.bits() < bits
                    ? Optional.empty()
                    : Optional.of(Cidr.around(address, settings.ipv4Bits(), settings.ipv6Bits()));
        });
    }

    /// It need not wait from now on.
    public Trust trust(Trusted who) {
        Instant now = clock.instant();
        keep(who, now);
        return new Trust(who, now, now);
    }

    /// It waits anew, with whatever it sends.
    public void forget(Trust trust) {
        forget(trust.who());
    }

    private void forget(Trusted who) {
        Instant now = clock.instant();
        history.distrust(who);
        room.removeTrust(new Trust(who, now, now).id());
    }

    /// Lets everybody in to a mailbox for a while: for who expects mail of a stranger now, such as a code.
    ///
    /// @param time none ends it; a day at most
    /// @return until when
    public Instant open(AccountId owner, Duration time) {
        if (time.isNegative() || time.compareTo(LONGEST_OPEN) > 0) {
            throw new IllegalArgumentException("open for " + time);
        }
        Instant until = clock.instant().plus(time);
        room.open(owner, until);
        return until;
    }

    /// Until when a mailbox lets everybody in.
    public Optional<Instant> openUntil(AccountId owner) {
        return room.openUntil(owner, clock.instant());
    }

    /// To be called now and then: forgets what does not matter any more.
    ///
    /// @return how much
    public long expire() {
        Instant now = clock.instant();
        Instant waiting = now.minus(settings.retryWindow());
        Instant trusted = now.minus(settings.trust());
        room.expire(waiting, trusted);
        return history.expire(waiting, trusted);
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
            keep(who, now);
        }
        return true;
    }

    private void trust(Trusted who, Instant now) {
        if (!isTrusted(who, now)) {
            keep(who, now);
        }
    }

    private void keep(Trusted who, Instant now) {
        history.trust(who, now);
        room.noteTrust(new Trust(who, now, now));
    }
}
