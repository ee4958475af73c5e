package org.tassis.mailflow.policy;

import org.tassis.core.EmailAddress;
import org.tassis.mailflow.Client;

/// Whether a client may send for a sender's domain: RFC 7208 §2.6.3. May ask the DNS, for a bounded time.
@FunctionalInterface
public interface SpfPass {
    /// Nothing is known: as if no domain published anything.
    SpfPass UNKNOWN = (_, _) -> false;

    /// False also when it cannot be found out.
    boolean passes(Client client, EmailAddress sender);
}
