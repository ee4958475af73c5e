package org.tassis.senderauth.dmarc;

import java.util.Locale;

/// RFC 7489 §11.2.
public enum DmarcOutcome {
    /// The domain has no policy.
    NONE,
    PASS,
    FAIL,
    /// The DNS failed: try later.
    TEMPERROR,
    /// There is no domain to ask.
    PERMERROR;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
