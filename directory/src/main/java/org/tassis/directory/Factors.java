package org.tassis.directory;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;

/// What accounts ask for beside their password: codes that change, passkeys, and recovery codes for when
/// these are lost. Whether an account asks for any is answered from memory, never older than the last change
/// made here: from then on its password opens nothing but pages, which ask for the factor.
///
/// How often somebody may try is for the caller to limit. All methods throw {@link DirectoryException}. Any
/// thread.
public final class Factors {
    /// Of one account.
    public static final int MAX_PASSKEYS = 20;

    private final FactorRecords records;
    private final DirectoryCache cache;
    private final InstantSource clock;

    Factors(FactorRecords records, DirectoryCache cache, InstantSource clock) {
        this.records = records;
        this.cache = cache;
        this.clock = clock;
    }

    /// What an account has.
    ///
    /// @param codes    whether a program shows codes for it
    /// @param recovery recovery codes that are left
    public record Present(boolean codes, List<Passkey> passkeys, int recovery) {
        public boolean any() {
            return codes || !passkeys.isEmpty();
        }
    }

    /// From memory.
    public boolean areAsked(AccountId account) {
        return cache.hasFactor(account);
    }

    public Present of(AccountId account) {
        return new Present(
                records.secondFactor(account).isPresent(), records.passkeys(account), records.recoveryCodes(account));
    }

    // ---- codes that change ----

    public Optional<SecondFactor> codes(AccountId account) {
        return records.secondFactor(account);
    }

    public void setCodes(AccountId account, SecondFactor factor) {
        changed(account, () -> records.setSecondFactor(account, Optional.of(factor)));
    }

    /// @return whether this step was not used before
    public boolean useStep(AccountId account, long step) {
        return records.useStep(account, step);
    }

    /// Recovery codes end with the last factor that they stand for.
    public void endCodes(AccountId account) {
        changed(account, () -> records.setSecondFactor(account, Optional.empty()));
        forgetRecovery(account);
    }

    // ---- passkeys ----

    /// @return empty when somebody has that credential already
    /// @throws DirectoryException BadValue, NoSuchMailbox, TooMany
    public Optional<Passkey> addPasskey(Passkey passkey) {
        checkName(passkey.name());
        if (passkey.credential().length() > Passkey.MAX_CREDENTIAL
                || passkey.key().length() > Passkey.MAX_KEY) {
            throw AddressRules.bad(DirectoryFailure.BadValue.Rule.TOO_LONG, "The key of this device", "is too long");
        }
        try {
            return records.addPasskey(passkey, MAX_PASSKEYS);
        } finally {
            cache.forgetFactor(passkey.account());
        }
    }

    /// @param credential as its authenticator calls it
    public Optional<Passkey> passkey(String credential) {
        return credential.length() > Passkey.MAX_CREDENTIAL ? Optional.empty() : records.passkey(credential);
    }

    public List<Passkey> passkeys(AccountId account) {
        return records.passkeys(account);
    }

    /// @return whether the counter went on: false tells of a copy of the key
    public boolean usePasskey(Passkey passkey, long counter, String from) {
        return records.usePasskey(passkey.id(), counter, clock.instant(), from);
    }

    /// @return whether there was one
    public boolean renamePasskey(AccountId account, long id, String name) {
        checkName(name);
        return records.renamePasskey(account, id, name);
    }

    /// Recovery codes end with the last factor that they stand for.
    ///
    /// @return whether there was one
    public boolean removePasskey(AccountId account, long id) {
        boolean removed;
        try {
            removed = records.removePasskey(account, id);
        } finally {
            cache.forgetFactor(account);
        }
        forgetRecovery(account);
        return removed;
    }

    private static void checkName(String name) {
        AddressRules.checkText("The name of a passkey", name, 1, Passkey.MAX_NAME);
    }

    // ---- recovery codes ----

    /// A new set; those of the set before are good for nothing any more.
    public RecoveryCodes newRecoveryCodes(AccountId account) {
        RecoveryCodes codes = RecoveryCodes.made();
        records.setRecoveryCodes(account, codes.digests(account));
        return codes;
    }

    public int recoveryCodes(AccountId account) {
        return records.recoveryCodes(account);
    }

    /// Each is right once.
    ///
    /// @param typed with hyphens and spaces, or without
    public boolean useRecoveryCode(AccountId account, String typed) {
        return RecoveryCodes.digest(account, typed)
                .filter(digest -> records.useRecoveryCode(account, digest))
                .isPresent();
    }

    // ---- all of them ----

    /// For who is locked out: from now on the password is enough.
    public void end(AccountId account) {
        changed(account, () -> {
            records.setSecondFactor(account, Optional.empty());
            for (Passkey passkey : records.passkeys(account)) {
                records.removePasskey(account, passkey.id());
            }
            records.setRecoveryCodes(account, List.of());
        });
    }

    private void forgetRecovery(AccountId account) {
        if (!records.hasFactor(account)) {
            records.setRecoveryCodes(account, List.of());
        }
    }

    private void changed(AccountId account, Runnable change) {
        try {
            change.run();
        } finally {
            cache.forgetFactor(account);
        }
    }
}
