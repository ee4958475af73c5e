package org.tassis.directory;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;

/// Domains of {@link InMemoryDirectoryRecords}, under its lock.
final class InMemoryDomains {
    private final TreeMap<DomainName, MailDomain> domains;

    InMemoryDomains() {
        domains = new TreeMap<>();
    }

    InMemoryDomains(InMemoryDomains other) {
        domains = new TreeMap<>(other.domains);
    }

    List<MailDomain> all() {
        return List.copyOf(domains.values());
    }

    Optional<MailDomain> find(DomainName name) {
        return Optional.ofNullable(domains.get(name));
    }

    MailDomain known(DomainName name) {
        return find(name).orElseThrow(() -> unknown(name));
    }

    /// That was not removed.
    MailDomain existing(DomainName name) {
        return find(name).filter(MailDomain::exists).orElseThrow(() -> unknown(name));
    }

    /// As {@link DirectoryRecords#domains}.
    List<MailDomain> page(DomainQuery query, Optional<DomainName> after, int limit) {
        return inOrder(domains.values().stream()
                        .filter(domain -> domain.exists() != query.removed())
                        .filter(domain -> after.isEmpty()
                                || domain.name().ascii().compareTo(after.get().ascii()) > 0)
                        .filter(domain -> query.customer().isEmpty()
                                || query.customer().get().equals(domain.customer()))
                        .filter(domain -> domain.name()
                                .ascii()
                                .contains(DomainName.parse(query.words())
                                        .map(DomainName::ascii)
                                        .orElse(query.words()))))
                .limit(limit)
                .toList();
    }

    /// Removed ones too.
    List<MailDomain> of(CustomerId customer) {
        return inOrder(domains.values().stream()
                        .filter(domain -> domain.customer().equals(customer)))
                .toList();
    }

    private static Stream<MailDomain> inOrder(Stream<MailDomain> domains) {
        return domains.sorted(Comparator.comparing(domain -> domain.name().ascii()));
    }

    void add(MailDomain domain) {
        find(domain.name()).ifPresent(known -> {
            throw new DirectoryException(
                    known.exists()
                            ? new DirectoryFailure.DomainExists(known.name())
                            : new DirectoryFailure.DomainRemoved(known.name()));
        });
        put(domain);
    }

    MailDomain put(MailDomain domain) {
        domains.put(domain.name(), domain);
        return domain;
    }

    void notAliased(DomainName name) {
        List<DomainName> by = domains.values().stream()
                .filter(other -> other.exists()
                        && other.redirection().aliasOf().filter(name::equals).isPresent())
                .map(MailDomain::name)
                .toList();
        if (!by.isEmpty()) {
            throw new DirectoryException(new DirectoryFailure.DomainAliased(name, by));
        }
    }

    /// @param used by an address, so that the domain stays
    /// @return how many went
    int purge(Instant removedBefore, Predicate<DomainName> used) {
        int before = domains.size();
        domains.values()
                .removeIf(domain -> domain.removed().isPresent()
                        && domain.removed().get().isBefore(removedBefore)
                        && !used.test(domain.name())
                        && domains.values().stream().noneMatch(other -> other.redirection()
                                .aliasOf()
                                .filter(domain.name()::equals)
                                .isPresent()));
        return before - domains.size();
    }

    /// Mail to `postmaster` no longer goes to that mailbox.
    void forgetRoleMailbox(AccountId id) {
        domains.replaceAll((_, domain) ->
                domain.redirection().roleMailbox().filter(id::equals).isPresent()
                        ? domain.with(domain.redirection().withRoleMailbox(Optional.empty()))
                        : domain);
    }

    private static DirectoryException unknown(DomainName name) {
        return new DirectoryException(new DirectoryFailure.NoSuchDomain(name));
    }
}
