package org.tassis.senderauth.dkim;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tassis.core.DomainName;

/// What became of one DKIM-Signature.
///
/// @param signature what it says, as far as it could be understood
public record DkimResult(DkimOutcome outcome, DkimReason reason, Optional<Signed> signature) {
    /// @param identity   `i=` as written, at most 255 characters; printable
    /// @param fields     signed header fields, lower case
    /// @param partial    `l=` is there
    /// @param keyBits    of an RSA key, 256 for Ed25519, 0 when no key was found
    /// @param testing    the domain is only trying this out: RFC 6376 §3.6.1, `t=y`
    /// @param prefix     the first characters of the signature, to tell several apart: RFC 6008 §3
    public record Signed(
            DomainName domain,
            String selector,
            Optional<String> identity,
            DkimAlgorithm algorithm,
            List<String> fields,
            boolean partial,
            Optional<Instant> signedAt,
            Optional<Instant> expires,
            int keyBits,
            boolean testing,
            String prefix) {}

    public boolean passes() {
        return outcome == DkimOutcome.PASS;
    }
}
