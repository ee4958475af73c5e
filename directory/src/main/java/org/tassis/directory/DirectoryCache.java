package org.tassis.directory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;

/// What was last read from the records, also that something is not there. Names lead to ids, ids to accounts, so that
/// one change of an account is forgotten in one place.
///
/// Loading and forgetting of one key exclude each other, so a change that was committed before `forget` is seen by
/// every later question. Failures are not remembered.
final class DirectoryCache {
    private final DirectoryRecords records;
    private final Cache<DomainName, Optional<MailDomain>> domains;
    private final Cache<AccountId, Optional<AccountRecord>> accounts;
    private final Cache<String, Optional<AccountId>> addresses;
    private final Cache<Login, Optional<AccountId>> logins;
    private final Cache<AccountId, List<Credential>> credentials;

    DirectoryCache(DirectoryRecords records, DirectorySettings settings, InstantSource clock) {
        this.records = records;
        domains = bounded(settings, clock);
        accounts = bounded(settings, clock);
        addresses = bounded(settings, clock);
        logins = bounded(settings, clock);
        credentials = bounded(settings, clock);
    }

    private static <K, V> Cache<K, V> bounded(DirectorySettings settings, InstantSource clock) {
        return Caffeine.newBuilder()
                .maximumSize(settings.cacheEntries())
                .expireAfterWrite(settings.cacheTime())
                .ticker(() -> clock.millis() * 1_000_000)
                .executor(Runnable::run)
                .build();
    }

    Optional<MailDomain> domain(DomainName name) {
        return domains.get(name, records::domain);
    }

    Optional<AccountRecord> account(AccountId id) {
        return accounts.get(id, records::account);
    }

    Optional<AccountRecord> account(EmailAddress address) {
        return addresses
                .get(address.key(), _ -> records.account(address).map(DirectoryCache::idOf))
                .flatMap(this::account);
    }

    Optional<AccountRecord> account(Login login) {
        return logins.get(login, name -> records.account(name).map(DirectoryCache::idOf))
                .flatMap(this::account);
    }

    List<Credential> credentials(AccountId id) {
        return credentials.get(id, records::credentials);
    }

    void forget(DomainName name) {
        domains.invalidate(name);
    }

    void forgetDomains() {
        domains.invalidateAll();
    }

    void forget(AccountId id) {
        accounts.invalidate(id);
    }

    void forget(EmailAddress address) {
        addresses.invalidate(address.key());
    }

    void forget(Login login) {
        logins.invalidate(login);
    }

    void forgetCredentials(AccountId id) {
        credentials.invalidate(id);
    }

    private static AccountId idOf(AccountRecord record) {
        return record.account().id();
    }
}
