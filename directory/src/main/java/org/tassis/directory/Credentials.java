package org.tassis.directory;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.Secret;

/// The rules of passwords of accounts, and of those of their programs. What a login is checked against is
/// answered from memory, never older than the last change made here. All methods throw {@link
/// DirectoryException}. Any thread.
public final class Credentials {
    public static final int MAX_APP_PASSWORDS = 25;

    private static final AccountId ANYONE = new AccountId(Long.MAX_VALUE);

    private final DirectoryRecords records;
    private final DirectoryCache cache;
    private final PasswordHash hashing;
    private final PasswordRules rules;
    private final InstantSource clock;

    Credentials(
            DirectoryRecords records,
            DirectoryCache cache,
            PasswordHash hashing,
            PasswordRules rules,
            InstantSource clock) {
        this.records = records;
        this.cache = cache;
        this.hashing = hashing;
        this.rules = rules;
        this.clock = clock;
    }

    // ---- questions of logins ----

    /// What a login is checked against, from memory.
    List<Credential> cached(AccountId id) {
        return cache.credentials(id);
    }

    /// Stores today's hash of a password whose hash was made with other parameters.
    void rehash(Credential credential, String hash) {
        records.rehash(credential.id(), credential.hash(), hash);
        cache.forgetCredentials(credential.account());
    }

    // ---- the password ----

    /// Judges and hashes the password of a mailbox that is to be made, which takes long: before {@link
    /// Directory#together}.
    ///
    /// @throws DirectoryException BadValue, WeakPassword
    public PreparedPassword prepare(Secret password, NewAccount account) {
        return hashed(
                password, AccountRules.subjectOf(AccountRules.checked(account).withId(ANYONE)));
    }

    /// Judges and hashes a new password of an account, which takes long: before {@link Directory#together}.
    ///
    /// @throws DirectoryException NoSuchMailbox, WeakPassword
    public PreparedPassword prepare(Secret password, AccountId id) {
        return hashed(password, AccountRules.subjectOf(existing(id)));
    }

    private PreparedPassword hashed(Secret password, List<String> subject) {
        return new PreparedPassword(hashing.hash(rules.check(password.reveal(), subject)));
    }

    /// A hash that another server made, to be kept until the first login. How good its password is, nobody
    /// knows.
    ///
    /// @return empty when it is of a kind that is not taken: {@link KnownHashes}
    public static Optional<PreparedPassword> adopt(String hash) {
        return KnownHashes.isForeign(hash) ? Optional.of(new PreparedPassword(hash)) : Optional.empty();
    }

    /// @throws DirectoryException NoSuchMailbox, WeakPassword
    public void setPassword(AccountId id, Secret password) {
        setPassword(id, prepare(password, id));
    }

    /// Like the other, with a password that was judged and hashed before.
    public void setPassword(AccountId id, PreparedPassword password) {
        existing(id);
        try {
            records.setPassword(id, password.hash(), clock.instant());
        } finally {
            cache.forgetCredentials(id);
        }
    }

    /// @throws DirectoryException WeakPassword, saying why
    public void checkPassword(Secret password, Optional<Account> owner) {
        rules.check(password.reveal(), owner.map(AccountRules::subjectOf).orElse(List.of()));
    }

    /// How good a password would be for its owner, who is still typing it.
    public PasswordStrength strength(Secret password, Account owner) {
        return rules.strength(password.reveal(), AccountRules.subjectOf(owner));
    }

    /// Of a mailbox that is to be made.
    void check(Secret password, NewAccount account) {
        rules.check(password.reveal(), AccountRules.subjectOf(account.withId(ANYONE)));
    }

    /// A good one that can be read aloud. It is stored nowhere.
    public Secret generatePassword() {
        return new Secret(PasswordGenerator.password());
    }

    // ---- all of an account ----

    /// What it has, without the passwords.
    public List<Credential> of(AccountId id) {
        return records.credentials(id);
    }

    /// Makes a password for one program or device.
    ///
    /// @param label     1 to 60 characters
    /// @param protocols where it may be used; empty means everywhere
    /// @return the password, shown this once
    public Secret addAppPassword(AccountId id, String label, Set<String> protocols) {
        AddressRules.checkText("The name of an app password", label, 1, 60);
        existing(id);
        String password = PasswordGenerator.appPassword();
        String selector = password.substring(0, PasswordGenerator.SELECTOR);
        try {
            records.addAppPassword(
                    id, label, selector, protocols, hashing.hash(password), clock.instant(), MAX_APP_PASSWORDS);
        } finally {
            cache.forgetCredentials(id);
        }
        return new Secret(password);
    }

    /// @return whether there was one
    public boolean removeAppPassword(AccountId id, long credential) {
        try {
            return records.removeAppPassword(id, credential);
        } finally {
            cache.forgetCredentials(id);
        }
    }

    private Account existing(AccountId id) {
        return AccountRules.existing(records.account(id)
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchMailbox("number " + id.value()))));
    }
}
