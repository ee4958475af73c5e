package org.tassis.directory;

import java.util.List;
import java.util.function.UnaryOperator;
import org.tassis.core.DomainName;

/// Where the keys of domains are kept. They share the life of their domain: a removed domain has them back
/// when it is restored, and they go when it is forgotten. Durable when a method returns. Methods block and
/// may be called from any thread; a database that fails is {@link DirectoryFailure.Unavailable}.
public interface DomainKeyRecords {
    /// Of a domain, in the order of their times and selectors; none for a domain that is not known.
    List<DomainKey> keys(DomainName domain);

    /// Reads, changes and writes all keys of a domain in one transaction that no other change of them can
    /// interleave. What `change` throws ends it without a change.
    ///
    /// @param change from the keys of now to those that are to be; selectors differ
    /// @return what `change` gave
    /// @throws DirectoryException NoSuchDomain; for a removed domain too
    List<DomainKey> change(DomainName domain, UnaryOperator<List<DomainKey>> change);

    /// Domains that exist and have no key, in order of their names.
    List<DomainName> withoutKeys(int limit);

    /// Domains that exist with a key that waits or was replaced, in order of their names.
    List<DomainName> unsettled();
}
