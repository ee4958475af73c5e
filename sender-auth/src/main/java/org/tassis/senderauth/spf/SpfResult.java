package org.tassis.senderauth.spf;

import java.util.Optional;

/// What {@link Spf} found.
///
/// @param domain      that was judged, as it was given
/// @param identity    where the domain came from
/// @param explanation why the domain's owner refuses, in the owner's words: printable ASCII, only with FAIL
/// @param lookups     terms that asked the DNS, 0 to 10
public record SpfResult(
        SpfOutcome outcome,
        SpfReason reason,
        Identity identity,
        String domain,
        Optional<String> explanation,
        int lookups) {
    /// RFC 7208 §2.2.
    public enum Identity {
        MAIL_FROM,
        HELO
    }

    public boolean passes() {
        return outcome == SpfOutcome.PASS;
    }

    public static SpfResult outOfTime(Identity identity, String domain) {
        return new SpfResult(SpfOutcome.TEMPERROR, new SpfReason.OutOfTime(), identity, domain, Optional.empty(), 0);
    }
}
