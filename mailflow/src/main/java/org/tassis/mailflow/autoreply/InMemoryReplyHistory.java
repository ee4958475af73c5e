package org.tassis.mailflow.autoreply;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;

/// Lives as long as the process: the reference for the contract, and for tests. Thread-safe by one lock.
public final class InMemoryReplyHistory implements ReplyHistory {
    private record Key(AccountId account, String handle, EmailAddress sender) {}

    private final Map<Key, Instant> answered = new HashMap<>();

    @Override
    public synchronized boolean begin(
            AccountId account, String handle, EmailAddress sender, Instant now, Duration interval) {
        Key key = new Key(account, handle, sender);
        Instant last = answered.get(key);
        if (last != null && now.isBefore(last.plus(interval))) {
            return false;
        }
        answered.put(key, now);
        return true;
    }

    @Override
    public synchronized long expire(Instant now) {
        int before = answered.size();
        answered.values().removeIf(last -> last.isBefore(now.minus(LONGEST)));
        return before - answered.size();
    }
}
