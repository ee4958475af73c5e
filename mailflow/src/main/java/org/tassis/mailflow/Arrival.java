package org.tassis.mailflow;

import java.util.List;
import java.util.Optional;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.directory.Account;
import org.tassis.mailflow.filter.Filtered;
import org.tassis.mailflow.sieve.SieveAction;

/// A message that comes to an account by one of its recipients.
///
/// @param recipient as the sender named it
/// @param detail   of a plus-address: the folder to use for what is kept, when there is one of that name
/// @param filtered what the account's filter wants; empty when it has none
public record Arrival(EmailAddress recipient, Account account, Optional<String> detail, Optional<Filtered> filtered) {
    private static final List<SieveAction> KEEP = List.of(new SieveAction.Keep(0, Flags.NONE, Optional.empty()));

    /// What is to be done with it: never empty.
    public List<SieveAction> actions() {
        return filtered.isPresent() ? filtered.get().actions() : KEEP;
    }

    Optional<SieveAction.Reject> rejection() {
        for (SieveAction action : actions()) {
            if (action instanceof SieveAction.Reject reject) {
                return Optional.of(reject);
            }
        }
        return Optional.empty();
    }

    /// What the filter wants to be replied.
    public Optional<SieveAction.Vacation> vacation() {
        for (SieveAction action : actions()) {
            if (action instanceof SieveAction.Vacation vacation) {
                return Optional.of(vacation);
            }
        }
        return Optional.empty();
    }

    /// Whether the filter throws it away.
    public boolean goesNowhere() {
        return actions().stream()
                .allMatch(action -> action instanceof SieveAction.Discard
                        || action instanceof SieveAction.Reject
                        || action instanceof SieveAction.Vacation);
    }
}
