package org.tassis.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;

/// Annotations in memory: the reference, and for tests. Any thread.
public final class InMemoryAnnotations implements Annotations {
    private record Place(AccountId account, Optional<MailboxId> mailbox) {}

    private final Map<Place, TreeMap<String, String>> places = new HashMap<>();
    private final CopyOnWriteArrayList<Consumer<Changed>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public synchronized SortedMap<String, String> of(AccountId account, Optional<MailboxId> mailbox) {
        return new TreeMap<>(places.getOrDefault(new Place(account, mailbox), new TreeMap<>()));
    }

    @Override
    public void change(AccountId account, Optional<MailboxId> mailbox, Map<String, Optional<String>> changes) {
        write(account, mailbox, changes);
        Annotations.tell(listeners, new Changed(account, mailbox, changes.keySet()));
    }

    @Override
    public Subscription watch(Consumer<Changed> listener) {
        Consumer<Changed> own = listener::accept;
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    private synchronized void write(
            AccountId account, Optional<MailboxId> mailbox, Map<String, Optional<String>> changes) {
        TreeMap<String, String> changed = new TreeMap<>(of(account, mailbox));
        changes.forEach((name, value) -> {
            if (value.isPresent()) {
                changed.put(name, value.get());
            } else {
                changed.remove(name);
            }
        });
        Place place = new Place(account, mailbox);
        long entries = changed.size();
        long octets = octets(changed);
        for (Map.Entry<Place, TreeMap<String, String>> other : places.entrySet()) {
            if (other.getKey().account().equals(account) && !other.getKey().equals(place)) {
                entries += other.getValue().size();
                octets += octets(other.getValue());
            }
        }
        Annotations.check(entries, octets);
        places.put(place, changed);
    }

    private static long octets(Map<String, String> entries) {
        return entries.values().stream().mapToLong(String::length).sum();
    }

    @Override
    public synchronized void forget(AccountId account, MailboxId mailbox) {
        places.remove(new Place(account, Optional.of(mailbox)));
    }

    @Override
    public synchronized void purge(AccountId account) {
        places.keySet().removeIf(place -> place.account().equals(account));
    }
}
