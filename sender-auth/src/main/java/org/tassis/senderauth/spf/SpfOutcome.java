package org.tassis.senderauth.spf;

import java.util.Locale;

/// RFC 7208 §2.6.
public enum SpfOutcome {
    /// The domain says nothing, or there is no domain.
    NONE,
    /// The domain says that it does not say.
    NEUTRAL,
    PASS,
    FAIL,
    SOFTFAIL,
    /// The DNS failed: try later.
    TEMPERROR,
    /// What the domain says cannot be understood.
    PERMERROR;

    /// As Authentication-Results spells it: RFC 8601 §2.7.2.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
