package org.tassis.greylist;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.greylist.Visitor.State;

/// A waiting room that ends with the process: for tests, and as the model of others.
public final class InMemoryWaitingRoom implements WaitingRoom {
    private final Map<Long, Visitor> visitors; // guarded by this; who came longest ago first
    private final Map<Long, Trust> trusted = new HashMap<>(); // guarded by this
    private final Map<AccountId, Instant> open = new HashMap<>(); // guarded by this

    /// @param most visitors that are remembered, at least 1
    public InMemoryWaitingRoom(int most) {
        visitors = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Visitor> eldest) {
                return size() > most;
            }
        };
    }

    @Override
    public synchronized void note(Visitor visitor) {
        Optional<Visitor> before = Optional.ofNullable(visitors.remove(visitor.id()));
        visitors.put(visitor.id(), before.map(visitor::after).orElse(visitor));
    }

    @Override
    public synchronized List<Visitor> list(State state, Optional<AccountId> owner, int limit) {
        return visitors.values().stream()
                .filter(visitor -> visitor.state() == state && (owner.isEmpty() || owner.equals(visitor.owner())))
                .sorted(Comparator.comparing(Visitor::last)
                        .thenComparing(Visitor::id)
                        .reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<Visitor> find(long id) {
        return Optional.ofNullable(visitors.get(id));
    }

    @Override
    public synchronized boolean remove(long id) {
        return visitors.remove(id) != null;
    }

    @Override
    public synchronized void noteTrust(Trust trust) {
        trusted.merge(trust.id(), trust, (before, now) -> now.after(before));
    }

    @Override
    public synchronized List<Trust> trusted(String part, Optional<Trust.Place> after, int limit) {
        String wanted = part.toLowerCase(Locale.ROOT);
        return trusted.values().stream()
                .filter(trust -> trust.text().contains(wanted))
                .filter(trust -> after.isEmpty()
                        || trust.last().isBefore(after.get().last())
                        || trust.last().equals(after.get().last())
                                && trust.id() < after.get().id())
                .sorted(Trust.ORDER)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<Trust> findTrust(long id) {
        return Optional.ofNullable(trusted.get(id));
    }

    @Override
    public synchronized boolean removeTrust(long id) {
        return trusted.remove(id) != null;
    }

    @Override
    public synchronized void open(AccountId owner, Instant until) {
        open.put(owner, until);
    }

    @Override
    public synchronized Optional<Instant> openUntil(AccountId owner, Instant now) {
        return Optional.ofNullable(open.get(owner)).filter(until -> until.isAfter(now));
    }

    @Override
    public synchronized long expire(Instant waitingBefore, Instant letInBefore) {
        long before = visitors.size();
        visitors.values().removeIf(visitor -> visitor.last()
                .isBefore(visitor.state() == State.WAITING ? waitingBefore : letInBefore));
        trusted.values().removeIf(trust -> trust.last().isBefore(letInBefore));
        return before - visitors.size();
    }
}
