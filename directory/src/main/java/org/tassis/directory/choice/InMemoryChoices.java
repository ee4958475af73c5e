package org.tassis.directory.choice;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.tassis.core.AccountId;

/// The reference: everything in memory.
public final class InMemoryChoices implements ChoiceRecords {
    private final Map<AccountId, Choices> all = new ConcurrentSkipListMap<>(Comparator.comparingLong(AccountId::value));

    @Override
    public Choices of(AccountId account) {
        return all.getOrDefault(account, Choices.NONE);
    }

    @Override
    public void put(AccountId account, Choices choices) {
        all.put(account, choices);
    }

    @Override
    public Map<AccountId, Choices> retaining() {
        Map<AccountId, Choices> found = new LinkedHashMap<>(all);
        found.values().removeIf(choices -> !choices.retains());
        return found;
    }

    @Override
    public void forget(AccountId account) {
        all.remove(account);
    }
}
