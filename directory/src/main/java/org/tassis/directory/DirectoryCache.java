package org.tassis.directory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;

/// What was last read from the records, also that something is not there. Names lead to ids, ids to
/// accounts, so that one change of an account is forgotten in one place.
///
/// Loading and forgetting of one key exclude each other, so a change that was committed before `forget` is
/// seen by every later question. Failures are not remembered.
///
/// Inside {@link #together} nothing is answered from memory, and nothing remembered: what is read there may
/// be undone. What is forgotten there is forgotten when it has ended.
final class DirectoryCache implements Expansion.Known {
    /// Texts of auto-replies are longer than anything else here.
    private static final int MAX_AUTO_REPLIES = 2000;

    private final DirectoryRecords records;

    /// What to forget at the end, while changes are made together.
    private final ScopedValue<List<Runnable>> together = ScopedValue.newInstance();

    private final Cache<DomainName, Optional<MailDomain>> domains;
    private final Cache<AccountId, Optional<AccountRecord>> accounts;
    private final Cache<String, Optional<AccountId>> addresses;
    private final Cache<Login, Optional<AccountId>> logins;
    private final Cache<AccountId, List<Credential>> credentials;
    private final Cache<AccountId, Boolean> factors;
    private final Cache<String, Optional<Alias>> aliases;
    private final Cache<AccountId, Optional<Forward>> forwards;
    private final Cache<AccountId, Optional<AutoReply>> autoReplies;

    DirectoryCache(DirectoryRecords records, DirectorySettings settings, InstantSource clock) {
        this.records = records;
        domains = bounded(settings, clock);
        accounts = bounded(settings, clock);
        addresses = bounded(settings, clock);
        logins = bounded(settings, clock);
        credentials = bounded(settings, clock);
        factors = bounded(settings, clock);
        aliases = bounded(settings, clock);
        forwards = bounded(settings, clock);
        autoReplies = bounded(Math.min(MAX_AUTO_REPLIES, settings.cacheEntries()), settings, clock);
    }

    private static <K, V> Cache<K, V> bounded(DirectorySettings settings, InstantSource clock) {
        return bounded(settings.cacheEntries(), settings, clock);
    }

    private static <K, V> Cache<K, V> bounded(int entries, DirectorySettings settings, InstantSource clock) {
        return Caffeine.newBuilder()
                .maximumSize(entries)
                .expireAfterWrite(settings.cacheTime())
                .ticker(() -> clock.millis() * 1_000_000)
                .executor(Runnable::run)
                .build();
    }

    /// Runs `work` in one transaction: {@link CustomerRecords#together}.
    <T> T together(Supplier<T> work) {
        if (together.isBound()) {
            return work.get();
        }
        List<Runnable> later = new ArrayList<>();
        try {
            return ScopedValue.where(together, later).call(() -> records.together(work));
        } finally {
            later.forEach(Runnable::run);
        }
    }

    private <K, V> V get(Cache<K, V> cache, K key, Function<K, V> load) {
        return together.isBound() ? load.apply(key) : cache.get(key, load);
    }

    private void forget(Runnable forgetting) {
        if (together.isBound()) {
            together.get().add(forgetting);
        } else {
            forgetting.run();
        }
    }

    @Override
    public Optional<MailDomain> domain(DomainName name) {
        return get(domains, name, records::domain);
    }

    @Override
    public Optional<AccountRecord> account(AccountId id) {
        return get(accounts, id, records::account);
    }

    @Override
    public Optional<AccountRecord> account(EmailAddress address) {
        return get(addresses, address.key(), _ -> records.account(address).map(DirectoryCache::idOf))
                .flatMap(this::account);
    }

    Optional<AccountRecord> account(Login login) {
        return get(logins, login, name -> records.account(name).map(DirectoryCache::idOf))
                .flatMap(this::account);
    }

    @Override
    public Optional<Alias> alias(EmailAddress address) {
        return get(aliases, address.key(), _ -> records.alias(address));
    }

    @Override
    public Optional<Forward> forward(AccountId id) {
        return get(forwards, id, records::forward);
    }

    Optional<AutoReply> autoReply(AccountId id) {
        return get(autoReplies, id, records::autoReply);
    }

    List<Credential> credentials(AccountId id) {
        return get(credentials, id, records::credentials);
    }

    boolean hasFactor(AccountId id) {
        return get(factors, id, records::hasFactor);
    }

    void forget(DomainName name) {
        forget(() -> domains.invalidate(name));
    }

    void forgetDomains() {
        forget(domains::invalidateAll);
    }

    /// When many changed at once.
    void forgetAll() {
        forget(() -> {
            for (Cache<?, ?> one : List.of(
                    domains, accounts, addresses, logins, credentials, factors, aliases, forwards, autoReplies)) {
                one.invalidateAll();
            }
        });
    }

    void forget(AccountId id) {
        forget(() -> {
            accounts.invalidate(id);
            factors.invalidate(id);
            forwards.invalidate(id);
            autoReplies.invalidate(id);
        });
    }

    void forget(EmailAddress address) {
        forget(() -> {
            addresses.invalidate(address.key());
            aliases.invalidate(address.key());
        });
    }

    void forget(Login login) {
        forget(() -> logins.invalidate(login));
    }

    void forgetCredentials(AccountId id) {
        forget(() -> credentials.invalidate(id));
    }

    void forgetFactor(AccountId id) {
        forget(() -> factors.invalidate(id));
    }

    private static AccountId idOf(AccountRecord record) {
        return record.account().id();
    }
}
