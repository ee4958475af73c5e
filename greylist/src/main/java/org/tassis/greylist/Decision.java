package org.tassis.greylist;

import java.time.Duration;

/// Whether a recipient is accepted now.
public sealed interface Decision {
    record Accept(Reason reason) implements Decision {}

    /// Refused for now.
    ///
    /// @param left how long until a retry is accepted; more than zero
    record Wait(Duration left) implements Decision {}

    enum Reason {
        /// The mailbox lets everybody in for a while.
        EXPECTED,
        /// This attempt is a retry, late enough.
        WAITED,
        /// Client and sender have waited before.
        TRUSTED_PAIR,
        /// Somebody of this domain has waited before, and the client may send for it.
        TRUSTED_DOMAIN
    }
}
