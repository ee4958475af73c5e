package org.tassis.directory;

import java.time.Instant;
import java.util.Optional;
import org.tassis.core.DomainName;

/// A domain this server receives mail for.
///
/// @param customer    whose it is
/// @param enabled     when off, mail for it is refused; logins of its people keep working
/// @param removed     when it was removed: it is remembered for a while and can be restored
/// @param redirection of addresses that are not there
public record MailDomain(
        DomainName name,
        CustomerId customer,
        boolean enabled,
        Instant created,
        Optional<Instant> removed,
        DomainRedirection redirection) {
    /// The operator's own, without redirection.
    public MailDomain(DomainName name, boolean enabled, Instant created, Optional<Instant> removed) {
        this(name, CustomerId.HOUSE, enabled, created, removed, DomainRedirection.NONE);
    }

    /// Whether it is a domain of this server now.
    public boolean exists() {
        return removed.isEmpty();
    }

    public MailDomain withEnabled(boolean on) {
        return new MailDomain(name, customer, on, created, removed, redirection);
    }

    public MailDomain withRemoved(Optional<Instant> when) {
        return new MailDomain(name, customer, enabled, created, when, redirection);
    }

    public MailDomain of(CustomerId owner) {
        return new MailDomain(name, owner, enabled, created, removed, redirection);
    }

    public MailDomain with(DomainRedirection changed) {
        return new MailDomain(name, customer, enabled, created, removed, changed);
    }
}
