package org.tassis.greylist;

import org.tassis.core.Cidr;
import org.tassis.core.DomainName;

/// Who need not wait any more.
public sealed interface Trusted {
    /// A sender's mail from a network.
    ///
    /// @param sender as in {@link Triplet}
    record Pair(Cidr network, String sender) implements Trusted {}

    /// A domain's mail from wherever its SPF record says.
    record Domain(DomainName domain) implements Trusted {}
}
