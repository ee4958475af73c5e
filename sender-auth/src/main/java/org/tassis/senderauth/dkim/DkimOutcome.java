package org.tassis.senderauth.dkim;

import java.util.Locale;

/// What became of one signature, in the words of RFC 8601 §2.7.1.
public enum DkimOutcome {
    PASS,
    /// Message or signature were changed.
    FAIL,
    /// It would hold, but is not good enough here.
    POLICY,
    /// It cannot be understood.
    NEUTRAL,
    /// The DNS failed: try later.
    TEMPERROR,
    /// There is no key, or none that fits.
    PERMERROR;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
