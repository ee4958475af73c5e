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
final class DirectoryCache implements Expansion.Known {
    /// Texts of auto-replies are longer than anything else here.
    private static final int MAX_AUTO_REPLIES = 2000;

    private final DirectoryRecords records;
    private final Cache<DomainName, Optional<MailDomain>> domains;
    private final Cache<AccountId, Optional<AccountRecord>> accounts;
    private final Cache<String, Optional<AccountId>> addresses;
    private final Cache<Login, Optional<AccountId>> logins;
    private final Cache<AccountId, List<Credential>> credentials;
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

    @Override
    public Optional<MailDomain> domain(DomainName name) {
        return domains.get(name, records::domain);
    }

    @Override
    public Optional<AccountRecord> account(AccountId id) {
        return accounts.get(id, records::account);
    }

    @Override
    public Optional<AccountRecord> account(EmailAddress address) {
        return addresses
                .get(address.key(), _ -> records.account(address).map(DirectoryCache::idOf))
                .flatMap(this::account);
    }

    Optional<AccountRecord> account(Login login) {
        return logins.get(login, name -> records.account(name).map(DirectoryCache::idOf))
                .flatMap(this::account);
    }

    @Override
    public Optional<Alias> alias(EmailAddress address) {
        return aliases.get(address.key(), _ -> records.alias(address));
    }

    @Override
    public Optional<Forward> forward(AccountId id) {
        return forwards.get(id, records::forward);
    }

    Optional<AutoReply> autoReply(AccountId id) {
        return autoReplies.get(id, records::autoReply);
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
        forwards.invalidate(id);
        autoReplies.invalidate(id);
    }

    void forget(EmailAddress address) {
        addresses.invalidate(address.key());
        aliases.invalidate(address.key());
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
