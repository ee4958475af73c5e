package org.tassis.mailflow;

import java.util.Optional;
import java.util.Set;

/// What a sender wants to be told about one recipient, said with RCPT.
///
/// @param notices   empty when nothing was said, which means failures and delays: RFC 3461 §4.1
/// @param original the recipient as first named: RFC 3461 §4.2
public record RecipientParameters(Set<Notify> notices, Optional<OriginalRecipient> original) {
    public static final RecipientParameters NONE = new RecipientParameters(Set.of(), Optional.empty());

    public enum Notify {
        NEVER,
        SUCCESS,
        FAILURE,
        DELAY
    }

    /// @param type    of the address, e.g. `rfc822`, lower case
    /// @param address decoded
    public record OriginalRecipient(String type, String address) {}

    public RecipientParameters {
        notices = Set.copyOf(notices);
    }
}
