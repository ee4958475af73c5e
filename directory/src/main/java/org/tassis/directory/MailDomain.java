package org.tassis.directory;

import java.time.Instant;
import java.util.Optional;
import org.tassis.core.DomainName;

/// A domain this server receives mail for.
///
/// @param enabled when off, mail for it is refused; logins of its people keep working
/// @param removed when it was removed: it is remembered for a while and can be restored
public record MailDomain(DomainName name, boolean enabled, Instant created, Optional<Instant> removed) {
    /// Whether it is a domain of this server now.
    public boolean exists() {
        return removed.isEmpty();
    }

    MailDomain withEnabled(boolean on) {
        return new MailDomain(name, on, created, removed);
    }

    MailDomain withRemoved(Optional<Instant> when) {
        return new MailDomain(name, enabled, created, when);
    }
}
