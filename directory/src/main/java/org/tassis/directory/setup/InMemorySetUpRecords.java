package org.tassis.directory.setup;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.tassis.core.AccountId;

/// Keeps nothing beyond the process. Any thread.
public final class InMemorySetUpRecords implements SetUpRecords {
    private record Link(AccountId account, Instant ends) {}

    private final Map<String, String> decisions = new ConcurrentHashMap<>();
    private final Map<String, Link> links = new ConcurrentHashMap<>();

    @Override
    public Optional<String> decided(String name) {
        return Optional.ofNullable(decisions.get(name));
    }

    @Override
    public void decide(String name, Optional<String> text) {
        text.ifPresentOrElse(value -> decisions.put(name, value), () -> decisions.remove(name));
    }

    @Override
    public void addLink(String digest, AccountId account, Instant now, Instant ends) {
        links.values().removeIf(link -> !link.ends().isAfter(now));
        links.put(digest, new Link(account, ends));
    }

    @Override
    public Optional<AccountId> link(String digest, Instant now) {
        return Optional.ofNullable(links.get(digest))
                .filter(link -> link.ends().isAfter(now))
                .map(Link::account);
    }
}
