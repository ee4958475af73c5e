package org.tassis.directory;

import java.time.Instant;
import java.util.Optional;
import org.tassis.core.Secret;

/// A key that signs, signed or will sign mail of a domain (DKIM): RFC 6376 §3.6.
///
/// @param selector   under which the public key is published; one label, lower case
/// @param privateKey PKCS#8 in PEM; shown to nobody
/// @param created    when it was made
/// @param signs      since when it signs; empty while its record is not known to be published
/// @param replaced   since when another one signs; its record stays published for a while, for mail that is
///                   under way
public record DomainKey(
        String selector, Secret privateKey, Instant created, Optional<Instant> signs, Optional<Instant> replaced) {
    /// Mail is signed with it now.
    public boolean isSigning() {
        return signs.isPresent() && replaced.isEmpty();
    }

    /// It will sign when its record is published.
    public boolean isWaiting() {
        return signs.isEmpty();
    }

    public DomainKey signing(Instant since) {
        return new DomainKey(selector, privateKey, created, Optional.of(since), Optional.empty());
    }

    public DomainKey replaced(Instant since) {
        return new DomainKey(selector, privateKey, created, signs, Optional.of(since));
    }
}
