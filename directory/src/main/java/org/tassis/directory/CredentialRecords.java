package org.tassis.directory;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.tassis.core.AccountId;

/// Where passwords are kept, as their hashes. With the guarantees of {@link DirectoryRecords}.
public interface CredentialRecords {
    /// Of an account, oldest first.
    List<Credential> credentials(AccountId account);

    /// Sets or replaces the password.
    ///
    /// @throws DirectoryException NoSuchMailbox
    Credential setPassword(AccountId account, String hash, Instant when);

    /// Replaces a hash by another of the same password, unless it was changed meanwhile.
    ///
    /// @return whether it was replaced
    boolean rehash(long credential, String from, String to);

    /// @param limit of credentials of that kind
    /// @throws DirectoryException NoSuchMailbox, TooMany
    Credential addAppPassword(
            AccountId account,
            String label,
            String selector,
            Set<String> protocols,
            String hash,
            Instant when,
            int limit);

    /// @return whether there was one
    boolean removeAppPassword(AccountId account, long credential);
}
