package org.tassis.directory.access;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.tassis.core.AccountId;

/// The reference: everything in memory. Thread-safe by one lock.
public final class InMemoryAccess implements AccessRecords {
    private final LongFunction<Optional<AccountId>> owners;
    private final Map<String, PageSession> sessions = new HashMap<>();
    private final Map<Key, LoginRecord> logins = new LinkedHashMap<>();
    private final Map<Long, CredentialUse> uses = new HashMap<>();
    private final Map<String, ApiToken> tokens = new LinkedHashMap<>(); // by digest
    private long lastToken;

    private record Key(AccountId account, String protocol, String from, LocalDate day) {}

    /// @param owners whose a credential is
    public InMemoryAccess(LongFunction<Optional<AccountId>> owners) {
        this.owners = owners;
    }

    @Override
    public synchronized void put(PageSession session) {
        sessions.put(session.key(), session);
    }

    @Override
    public synchronized boolean seen(String key, Instant when, Instant expires) {
        return sessions.computeIfPresent(
                        key,
                        (_, known) -> new PageSession(
                                key, known.account(), known.opened(), when, expires, known.from(), known.client()))
                != null;
    }

    @Override
    public synchronized Optional<PageSession> session(String key) {
        return Optional.ofNullable(sessions.get(key));
    }

    @Override
    public synchronized List<PageSession> sessions(AccountId account) {
        return sessions.values().stream()
                .filter(session -> session.account().equals(account))
                .sorted(Comparator.comparing(PageSession::seen).reversed().thenComparing(PageSession::key))
                .toList();
    }

    @Override
    public synchronized List<PageSession> openSessions(Instant now, int limit) {
        return sessions.values().stream()
                .filter(session -> now.isBefore(session.expires()))
                .sorted(Comparator.comparing(PageSession::seen).reversed().thenComparing(PageSession::key))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized boolean end(AccountId account, String key) {
        return sessions.values()
                .removeIf(session ->
                        session.key().equals(key) && session.account().equals(account));
    }

    @Override
    public synchronized int endAll(AccountId account, Optional<String> but) {
        int many = sessions.size();
        sessions.values()
                .removeIf(session -> session.account().equals(account)
                        && but.filter(session.key()::equals).isEmpty());
        return many - sessions.size();
    }

    @Override
    public synchronized int expire(Instant now) {
        int many = sessions.size();
        sessions.values().removeIf(session -> session.expires().isBefore(now));
        return many - sessions.size();
    }

    @Override
    public synchronized void remember(Collection<LoginRecord> some) {
        for (LoginRecord login : some) {
            Key key = new Key(
                    login.account(), login.protocol(), login.from(), LocalDate.ofInstant(login.last(), ZoneOffset.UTC));
            logins.merge(
                    key,
                    login,
                    (before, added) -> new LoginRecord(
                            added.account(),
                            added.protocol(),
                            added.from(),
                            added.client().isEmpty() ? before.client() : added.client(),
                            before.first(),
                            added.last(),
                            before.times() + added.times()));
        }
    }

    @Override
    public synchronized List<LoginRecord> logins(AccountId account, int limit) {
        return logins.values().stream()
                .filter(login -> login.account().equals(account))
                .sorted(Comparator.comparing(LoginRecord::last).reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized int forgetLogins(Instant before) {
        int many = logins.size();
        logins.values().removeIf(login -> login.last().isBefore(before));
        return many - logins.size();
    }

    @Override
    public synchronized void used(Collection<CredentialUse> some) {
        some.forEach(use -> uses.put(use.credential(), use));
    }

    @Override
    public synchronized List<CredentialUse> uses(AccountId account) {
        return uses.values().stream()
                .filter(use ->
                        owners.apply(use.credential()).filter(account::equals).isPresent())
                .toList();
    }

    @Override
    public synchronized ApiToken addToken(ApiToken token, String digest) {
        ApiToken added = token.withId(++lastToken);
        tokens.put(digest, added);
        return added;
    }

    @Override
    public synchronized Optional<ApiToken> tokenOf(String digest) {
        return Optional.ofNullable(tokens.get(digest));
    }

    @Override
    public synchronized Optional<ApiToken> token(long id) {
        return tokens.values().stream().filter(token -> token.id() == id).findFirst();
    }

    @Override
    public synchronized List<ApiToken> tokens(Optional<AccountId> owner, long after, int limit) {
        return tokens.values().stream()
                .filter(token -> token.id() > after
                        && owner.filter(token.owner()::equals).isPresent() == owner.isPresent())
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void tokenUsed(long id, Instant when, String from) {
        tokens.replaceAll((_, token) -> token.id() == id ? token.usedAt(when, from) : token);
    }

    @Override
    public synchronized boolean removeToken(long id) {
        return tokens.values().removeIf(token -> token.id() == id);
    }

    @Override
    public synchronized int purgeTokens(Instant before) {
        int many = tokens.size();
        tokens.values().removeIf(token -> token.expires().isBefore(before));
        return many - tokens.size();
    }
}
