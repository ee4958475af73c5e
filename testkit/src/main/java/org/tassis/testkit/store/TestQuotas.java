package org.tassis.testkit.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.tassis.core.AccountId;
import org.tassis.core.Quota;

/// Quotas of accounts made up for tests; any thread.
public final class TestQuotas implements Function<AccountId, Quota> {
    private final Map<AccountId, Quota> quotas = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    /// An account that no one had before.
    public AccountId newAccount(Quota quota) {
        AccountId account = new AccountId(last.incrementAndGet());
        quotas.put(account, quota);
        return account;
    }

    public void set(AccountId account, Quota quota) {
        quotas.put(account, quota);
    }

    @Override
    public Quota apply(AccountId account) {
        return quotas.getOrDefault(account, Quota.UNLIMITED);
    }
}
