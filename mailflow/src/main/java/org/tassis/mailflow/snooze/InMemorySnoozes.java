package org.tassis.mailflow.snooze;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tassis.core.AccountId;
import org.tassis.core.MessageId;

/// For tests and trials.
public final class InMemorySnoozes implements SnoozeRecords {
    private static final Comparator<Snooze> BY_TIME = Comparator.comparing(Snooze::until)
            .thenComparing(one -> one.account().value())
            .thenComparing(one -> one.message().value());

    private final Map<Key, Snooze> all = new LinkedHashMap<>();

    private record Key(AccountId account, MessageId message) {}

    @Override
    public synchronized void put(Collection<Snooze> snoozes) {
        snoozes.forEach(one -> all.put(new Key(one.account(), one.message()), one));
    }

    @Override
    public synchronized List<Snooze> of(AccountId account) {
        return all.values().stream()
                .filter(one -> one.account().equals(account))
                .sorted(BY_TIME)
                .toList();
    }

    @Override
    public synchronized List<Snooze> due(Instant now, int limit) {
        return all.values().stream()
                .filter(one -> !one.until().isAfter(now))
                .sorted(BY_TIME)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void remove(AccountId account, Collection<MessageId> messages) {
        messages.forEach(one -> all.remove(new Key(account, one)));
    }

    @Override
    public synchronized void purge(AccountId account) {
        all.keySet().removeIf(key -> key.account().equals(account));
    }
}
