package org.tassis.directory;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;

/// Where second factors are kept: the secret of codes, passkeys, recovery codes. With the guarantees of
/// {@link DirectoryRecords}; what is an account's goes with it when it is forgotten.
public interface FactorRecords {
    /// Whether there is a secret of codes, or a passkey.
    boolean hasFactor(AccountId account);

    // ---- codes that change ----

    Optional<SecondFactor> secondFactor(AccountId account);

    /// Sets, replaces, or ends it.
    void setSecondFactor(AccountId account, Optional<SecondFactor> factor);

    /// Marks a step as used.
    ///
    /// @return whether it is later than all used before: of two who show one code at once, one is let in
    boolean useStep(AccountId account, long step);

    // ---- passkeys ----

    /// @param passkey its id is not looked at
    /// @param limit   of one account
    /// @return with its id; empty when somebody has that credential already
    /// @throws DirectoryException NoSuchMailbox, TooMany
    Optional<Passkey> addPasskey(Passkey passkey, int limit);

    /// Whose it is.
    ///
    /// @param credential as its authenticator calls it
    Optional<Passkey> passkey(String credential);

    /// Oldest first.
    List<Passkey> passkeys(AccountId account);

    /// Notes a use.
    ///
    /// @param counter of signatures, as the authenticator says it
    /// @return whether the counter is higher than at the last use, or the authenticator does not count (both
    ///     are 0): of two copies of one key, one is refused; nothing is noted then
    boolean usePasskey(long id, long counter, Instant when, String from);

    /// @return whether there was one
    boolean renamePasskey(AccountId account, long id, String name);

    /// @return whether there was one
    boolean removePasskey(AccountId account, long id);

    // ---- recovery codes ----

    /// Replaces those that are left.
    ///
    /// @param digests nobody who reads the records gets in with them
    void setRecoveryCodes(AccountId account, Collection<String> digests);

    /// Each is good once.
    ///
    /// @return whether it was there
    boolean useRecoveryCode(AccountId account, String digest);

    int recoveryCodes(AccountId account);
}
