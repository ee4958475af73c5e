package org.tassis.mailflow.filter;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.tassis.core.AccountId;

/// Lives as long as the process: the reference for the contract, and for tests. Thread-safe by one lock.
public final class InMemorySeenMessages implements SeenMessages {
    private record Key(AccountId account, String id) {}

    private final Map<Key, Instant> expiries = new HashMap<>();

    @Override
    public synchronized boolean seen(AccountId account, String id, Instant now) {
        Instant expires = expiries.get(new Key(account, id));
        return expires != null && now.isBefore(expires);
    }

    @Override
    public synchronized void remember(AccountId account, String id, Instant expires) {
        expiries.put(new Key(account, id), expires);
    }

    @Override
    public synchronized long expire(Instant now) {
        int before = expiries.size();
        expiries.values().removeIf(expires -> !now.isBefore(expires));
        return before - expiries.size();
    }
}
