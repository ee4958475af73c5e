package org.tassis.directory;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.tassis.core.EmailAddress;

/// What a mailbox's owner wants passed on.
///
/// @param targets  1 to {@link Redirections#MAX_TARGETS}, each once, of this server or of others
/// @param keepCopy whether the mailbox gets the mail too
/// @param enabled  when off, mail stays in the mailbox
/// @param changed  when it was last set
/// @param removed  when it was removed; it can be restored until another is set
public record Forward(
        List<EmailAddress> targets, boolean keepCopy, boolean enabled, Instant changed, Optional<Instant> removed) {
    public Forward {
        targets = List.copyOf(new LinkedHashSet<>(targets));
    }

    public boolean exists() {
        return removed.isEmpty();
    }

    public Forward withRemoved(Optional<Instant> when) {
        return new Forward(targets, keepCopy, enabled, changed, when);
    }
}
