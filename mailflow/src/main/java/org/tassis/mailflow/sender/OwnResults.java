package org.tassis.mailflow.sender;

import java.util.List;
import org.tassis.core.DomainName;
import org.tassis.senderauth.AuthenticationResultsField;

/// Results that are in this server's own name. Stateless.
public final class OwnResults {
    private OwnResults() {}

    /// Whether an Authentication-Results field says that this server wrote it: on arriving mail it is forged,
    /// or of an earlier way through here, and it is taken out (RFC 8601 §5).
    ///
    /// @param value of the field
    public static boolean claimed(String hostname, String value) {
        return AuthenticationResultsField.claims(value, List.of(name(hostname)));
    }

    /// Under which results are reported: RFC 8601 §2.5.
    public static DomainName name(String hostname) {
        return DomainName.parse(hostname).orElseGet(() -> new DomainName("localhost"));
    }
}
