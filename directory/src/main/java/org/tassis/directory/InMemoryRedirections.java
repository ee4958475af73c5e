package org.tassis.directory;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;

/// Aliases, forwards and auto-replies of {@link InMemoryDirectoryRecords}, under its lock.
final class InMemoryRedirections {
    private final TreeMap<String, Alias> aliases = new TreeMap<>();
    private final TreeMap<String, Alias> removedAliases = new TreeMap<>();
    private final Map<AccountId, Forward> forwards = new HashMap<>();
    private final Map<AccountId, AutoReply> autoReplies = new HashMap<>();

    InMemoryRedirections() {}

    InMemoryRedirections(InMemoryRedirections other) {
        aliases.putAll(other.aliases);
        removedAliases.putAll(other.removedAliases);
        forwards.putAll(other.forwards);
        autoReplies.putAll(other.autoReplies);
    }

    void removeAll(DomainName domain, Instant when) {
        addresses(domain).toList().forEach(address -> remove(address, when));
    }

    void restoreAll(DomainName domain, Instant when) {
        removedAliases.values().stream()
                .filter(alias -> alias.address().domain().equals(domain)
                        && alias.removed().filter(when::equals).isPresent())
                .map(Alias::address)
                .toList()
                .forEach(this::restore);
    }

    Optional<Alias> alias(EmailAddress address) {
        return Optional.ofNullable(aliases.get(address.key()));
    }

    Alias existing(EmailAddress address) {
        return alias(address)
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchAlias(address, false)));
    }

    /// Of aliases that exist.
    Stream<EmailAddress> addresses(DomainName domain) {
        return aliases.values().stream().map(Alias::address).filter(address -> address.domain()
                .equals(domain));
    }

    /// Whether there are aliases in it, removed ones too.
    boolean uses(DomainName domain) {
        return Stream.concat(aliases.values().stream(), removedAliases.values().stream())
                .anyMatch(alias -> alias.address().domain().equals(domain));
    }

    /// @param own whether a domain is one of the customer that is asked for
    List<Alias> aliases(AliasQuery query, Predicate<DomainName> own, Optional<EmailAddress> after, int limit) {
        return (query.removed() ? removedAliases : aliases)
                .tailMap(after.map(EmailAddress::key).orElse(""), false).values().stream()
                        .filter(alias -> query.domain().isEmpty()
                                || alias.address()
                                        .domain()
                                        .equals(query.domain().get()))
                        .filter(alias -> own.test(alias.address().domain()))
                        .filter(alias -> query.finds(AliasQuery.text(
                                alias.address().key(),
                                alias.address().toString(),
                                alias.targets().toString())))
                        .limit(limit)
                        .toList();
    }

    void put(Alias alias) {
        aliases.put(alias.address().key(), alias);
    }

    void remove(EmailAddress address, Instant when) {
        Alias alias = existing(address);
        aliases.remove(address.key());
        removedAliases.put(address.key(), alias.withRemoved(Optional.of(when)));
    }

    Alias removed(EmailAddress address, Instant notBefore) {
        return Optional.ofNullable(removedAliases.get(address.key()))
                .filter(alias -> alias.removed()
                        .filter(when -> !when.isBefore(notBefore))
                        .isPresent())
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchAlias(address, true)));
    }

    Alias restore(EmailAddress address) {
        Alias restored = removed(address, Instant.MIN).withRemoved(Optional.empty());
        removedAliases.remove(address.key());
        put(restored);
        return restored;
    }

    Optional<Forward> forward(AccountId account) {
        return Optional.ofNullable(forwards.get(account));
    }

    void put(AccountId account, Forward forward) {
        forwards.put(account, forward);
    }

    Optional<AutoReply> autoReply(AccountId account) {
        return Optional.ofNullable(autoReplies.get(account));
    }

    void put(AccountId account, AutoReply reply) {
        autoReplies.put(account, reply);
    }

    void forget(AccountId account) {
        forwards.remove(account);
        autoReplies.remove(account);
    }

    int purge(Instant before) {
        int many = removedAliases.size() + forwards.size() + autoReplies.size();
        removedAliases.values().removeIf(alias -> isOver(alias.removed(), before));
        forwards.values().removeIf(forward -> isOver(forward.removed(), before));
        autoReplies.values().removeIf(reply -> isOver(reply.removed(), before));
        return many - removedAliases.size() - forwards.size() - autoReplies.size();
    }

    private static boolean isOver(Optional<Instant> removed, Instant before) {
        return removed.filter(before::isAfter).isPresent();
    }
}
