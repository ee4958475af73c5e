package org.tassis.mailflow.sieve;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a run decided.
///
/// @param actions in the order to do them in, never empty. Either one {@link SieveAction.Reject} alone, or
///                one {@link SieveAction.Discard} perhaps with a {@link SieveAction.Vacation}, or at least
///                one of {@link SieveAction.Keep}, {@link SieveAction.FileInto}, {@link
///                SieveAction.Redirect}; at most one for each mailbox and each address
/// @param seen    to be remembered once the actions are done: RFC 7352 §3
/// @param error   what went wrong. The owner is to be told (RFC 5228 §2.10.6); the one action is then a keep
public record SieveResult(List<SieveAction> actions, List<Seen> seen, Optional<SieveError> error) {
    /// @param id       64 hexadecimal digits, for {@link SieveContext#seenBefore}
    /// @param lifetime from now on, even if it is remembered already
    public record Seen(String id, Duration lifetime) {}

    public SieveResult {
        actions = List.copyOf(actions);
        seen = List.copyOf(seen);
    }
}
