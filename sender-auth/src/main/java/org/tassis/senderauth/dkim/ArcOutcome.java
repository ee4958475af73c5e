package org.tassis.senderauth.dkim;

import java.util.Locale;

/// RFC 8617 §4.4.
public enum ArcOutcome {
    /// Nobody handed it on, or nobody says so.
    NONE,
    PASS,
    FAIL,
    /// The DNS failed: nothing can be said. RFC 8617 has no word for it; a chain that does not hold is of no
    /// use.
    TEMPERROR;

    public String word() {
        return this == TEMPERROR ? "fail" : name().toLowerCase(Locale.ROOT);
    }
}
