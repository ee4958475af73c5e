package org.tassis.directory;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.tassis.core.EmailAddress;

/// An address without a mailbox, whose mail goes to other addresses.
///
/// @param address in a domain of this server; no mailbox has it
/// @param targets 1 to {@link Redirections#MAX_TARGETS}, each once, of this server or of others
/// @param enabled when off, mail for it is refused
/// @param removed when it was removed; it then reserves nothing, and can be restored while nobody took its
///     address
public record Alias(
        EmailAddress address, List<EmailAddress> targets, boolean enabled, Instant created, Optional<Instant> removed) {
    public Alias {
        targets = List.copyOf(new LinkedHashSet<>(targets));
    }

    public boolean exists() {
        return removed.isEmpty();
    }

    public Alias withTargets(List<EmailAddress> others) {
        return new Alias(address, others, enabled, created, removed);
    }

    public Alias withEnabled(boolean on) {
        return new Alias(address, targets, on, created, removed);
    }

    public Alias withRemoved(Optional<Instant> when) {
        return new Alias(address, targets, enabled, created, when);
    }
}
