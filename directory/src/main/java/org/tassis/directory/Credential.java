package org.tassis.directory;

import java.time.Instant;
import java.util.Set;
import org.tassis.core.AccountId;

/// A stored proof of identity. The password itself is nowhere.
///
/// @param id        positive, never reused
/// @param label     the owner's name for an app password; empty for the password
/// @param selector  the first characters of an app password, by which it is found without trying all; empty for the
///     password
/// @param protocols where it may be used (`imap`, `pop3`, `smtp`, `webmail`); empty means everywhere
/// @param hash      as {@link PasswordHash} wrote it
public record Credential(
        long id,
        AccountId account,
        Kind kind,
        String label,
        String selector,
        Set<String> protocols,
        String hash,
        Instant created) {

    /// What sort of credential.
    public enum Kind {
        /// The one password of an account: opens everything.
        PASSWORD,
        /// Made by the server for one program or device.
        APP
    }

    public Credential {
        protocols = Set.copyOf(protocols);
    }

    public boolean allows(String protocol) {
        return protocols.isEmpty() || protocols.contains(protocol);
    }

    public Credential withHash(String other) {
        return new Credential(id, account, kind, label, selector, protocols, other, created);
    }

    /// Without the hash.
    @Override
    public String toString() {
        return "Credential[id=" + id + ", account=" + account.value() + ", kind=" + kind + ", label=" + label + "]";
    }
}
