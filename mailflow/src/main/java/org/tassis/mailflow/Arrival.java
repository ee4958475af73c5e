package org.tassis.mailflow;

import java.util.List;
import java.util.Optional;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.directory.Account;
import org.tassis.mailflow.filter.Filtered;
import org.tassis.mailflow.sieve.SieveAction;

/// A message that comes to an account by one of its recipients, or because a filter sends it there.
///
/// @param recipient as the sender named it, or the filter
/// @param detail    of a plus-address: the folder to use for what is kept, when there is one of that name
/// @param filtered  what the account's filter wants; empty when it has none
/// @param onward    where its redirects lead
public record Arrival(
        EmailAddress recipient,
        Account account,
        Optional<String> detail,
        Optional<Filtered> filtered,
        List<Onward> onward) {
    private static final List<SieveAction> KEEP = List.of(new SieveAction.Keep(0, Flags.NONE, Optional.empty()));

    public Arrival {
        onward = List.copyOf(onward);
    }

    Arrival(EmailAddress recipient, Account account, Optional<String> detail, Optional<Filtered> filtered) {
        this(recipient, account, detail, filtered, List.of());
    }

    Arrival leading(List<Onward> there) {
        return new Arrival(recipient, account, detail, filtered, there);
    }

    /// What is to be done with it: never empty.
    public List<SieveAction> actions() {
        return filtered.isPresent() ? filtered.get().actions() : KEEP;
    }

    public Optional<SieveAction.Reject> rejection() {
        return first(SieveAction.Reject.class);
    }

    /// What the filter wants to be replied.
    public Optional<SieveAction.Vacation> vacation() {
        return first(SieveAction.Vacation.class);
    }

    private <A extends SieveAction> Optional<A> first(Class<A> kind) {
        for (SieveAction action : actions()) {
            if (kind.isInstance(action)) {
                return Optional.of(kind.cast(action));
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

    /// Whether the filter wants a copy in the account.
    boolean stays() {
        return actions().stream()
                .anyMatch(action -> action instanceof SieveAction.Keep || action instanceof SieveAction.FileInto);
    }

    /// Whether it is kept because it was to be sent on, and to nowhere else, and cannot be.
    boolean fallsBack() {
        return !goesNowhere() && !stays() && onward.stream().noneMatch(Onward::works);
    }
}
