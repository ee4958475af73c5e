package org.tassis.store;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;

/// Keys in memory: the reference, and for tests. Any thread.
public final class InMemoryUrlKeys implements UrlKeys {
    private record Place(AccountId account, MailboxId mailbox) {}

    private final SecureRandom random = new SecureRandom();
    private final Map<Place, byte[]> keys = new HashMap<>();

    @Override
    public synchronized byte[] key(AccountId account, MailboxId mailbox) {
        return keys.computeIfAbsent(new Place(account, mailbox), _ -> fresh()).clone();
    }

    @Override
    public synchronized Optional<byte[]> find(AccountId account, MailboxId mailbox) {
        return Optional.ofNullable(keys.get(new Place(account, mailbox))).map(byte[]::clone);
    }

    private byte[] fresh() {
        byte[] key = new byte[LENGTH];
        random.nextBytes(key);
        return key;
    }

    @Override
    public synchronized void renew(AccountId account, MailboxId mailbox) {
        keys.put(new Place(account, mailbox), fresh());
    }

    @Override
    public synchronized void forget(AccountId account, MailboxId mailbox) {
        keys.remove(new Place(account, mailbox));
    }

    @Override
    public synchronized void purge(AccountId account) {
        keys.keySet().removeIf(place -> place.account().equals(account));
    }
}
