package org.tassis.directory.writing;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;

/// The reference: in memory. Any thread.
public final class InMemoryWritingRecords implements WritingRecords {
    private final Map<AccountId, Map<EmailAddress, Identity>> identities = new HashMap<>();
    private final Map<AccountId, WritingHabits> habits = new HashMap<>();
    private final Map<AccountId, Map<String, CannedReply>> canned = new HashMap<>();

    @Override
    public synchronized List<Identity> identities(AccountId account) {
        return identities.getOrDefault(account, Map.of()).values().stream()
                .sorted(Comparator.comparing(one -> one.address().toString()))
                .toList();
    }

    @Override
    public synchronized Optional<Identity> identity(AccountId account, EmailAddress address) {
        return Optional.ofNullable(identities.getOrDefault(account, Map.of()).get(address));
    }

    @Override
    public synchronized void put(AccountId account, Identity identity) {
        identities.computeIfAbsent(account, _ -> new HashMap<>()).put(identity.address(), identity);
    }

    @Override
    public synchronized WritingHabits habits(AccountId account) {
        return habits.getOrDefault(account, WritingHabits.DEFAULT);
    }

    @Override
    public synchronized void put(AccountId account, WritingHabits chosen) {
        habits.put(account, chosen);
    }

    @Override
    public synchronized List<CannedReply> canned(AccountId account) {
        return canned.getOrDefault(account, Map.of()).values().stream()
                .sorted(Comparator.comparing(CannedReply::title, String.CASE_INSENSITIVE_ORDER)
                        .thenComparing(CannedReply::id))
                .toList();
    }

    @Override
    public synchronized Optional<CannedReply> canned(AccountId account, String id) {
        return Optional.ofNullable(canned.getOrDefault(account, Map.of()).get(id));
    }

    @Override
    public synchronized boolean put(AccountId account, CannedReply reply) {
        Map<String, CannedReply> all = canned.computeIfAbsent(account, _ -> new HashMap<>());
        if (all.size() >= MAX_CANNED && !all.containsKey(reply.id())) {
            return false;
        }
        all.put(reply.id(), reply);
        return true;
    }

    @Override
    public synchronized boolean removeCanned(AccountId account, String id) {
        return Optional.ofNullable(canned.get(account))
                .map(all -> all.remove(id))
                .isPresent();
    }

    @Override
    public synchronized void forget(AccountId account) {
        identities.remove(account);
        habits.remove(account);
        canned.remove(account);
    }
}
