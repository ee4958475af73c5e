package org.tassis.directory;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.tassis.core.DomainName;

/// The reference: keys in memory beside the domains of a directory. Any thread.
public final class InMemoryDomainKeyRecords implements DomainKeyRecords {
    private static final Comparator<DomainKey> ORDER =
            Comparator.comparing(DomainKey::created).thenComparing(DomainKey::selector);

    private final DirectoryRecords domains;
    private final Map<DomainName, List<DomainKey>> keys = new HashMap<>();

    public InMemoryDomainKeyRecords(DirectoryRecords domains) {
        this.domains = domains;
    }

    @Override
    public synchronized List<DomainKey> keys(DomainName domain) {
        if (domains.domain(domain).isEmpty()) {
            keys.remove(domain);
        }
        return keys.getOrDefault(domain, List.of());
    }

    @Override
    public synchronized List<DomainKey> change(DomainName domain, UnaryOperator<List<DomainKey>> change) {
        if (domains.domain(domain).filter(MailDomain::exists).isEmpty()) {
            throw new DirectoryException(new DirectoryFailure.NoSuchDomain(domain));
        }
        List<DomainKey> changed = change.apply(keys(domain));
        keys.put(domain, changed.stream().sorted(ORDER).toList());
        return changed;
    }

    @Override
    public synchronized List<DomainName> withoutKeys(int limit) {
        return domains.domains().stream()
                .filter(MailDomain::exists)
                .map(MailDomain::name)
                .filter(name -> keys(name).isEmpty())
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<DomainName> unsettled() {
        return domains.domains().stream()
                .filter(MailDomain::exists)
                .map(MailDomain::name)
                .filter(name -> keys(name).stream().anyMatch(key -> !key.isSigning()))
                .toList();
    }
}
