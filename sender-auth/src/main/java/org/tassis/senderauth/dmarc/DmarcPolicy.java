package org.tassis.senderauth.dmarc;

import java.util.Locale;
import java.util.Optional;

/// What a domain's owner asks for when a message is not from there: RFC 7489 §6.3, `p`. In order of
/// strictness.
public enum DmarcPolicy {
    NONE,
    QUARANTINE,
    REJECT;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<DmarcPolicy> parse(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "none" -> Optional.of(NONE);
            case "quarantine" -> Optional.of(QUARANTINE);
            case "reject" -> Optional.of(REJECT);
            default -> Optional.empty();
        };
    }

    /// For messages that `pct` leaves out: RFC 7489 §6.6.4.
    DmarcPolicy milder() {
        return this == REJECT ? QUARANTINE : NONE;
    }
}
