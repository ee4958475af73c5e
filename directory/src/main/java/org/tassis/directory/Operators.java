package org.tassis.directory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.core.Secret;

/// Who runs the server: accounts without mail. All methods throw {@link DirectoryException}. Any thread.
public final class Operators {
    private final DirectoryRecords records;
    private final DirectoryCache cache;
    private final Credentials credentials;
    private final InstantSource clock;
    private final DirectorySettings settings;

    Operators(
            DirectoryRecords records,
            DirectoryCache cache,
            Credentials credentials,
            InstantSource clock,
            DirectorySettings settings) {
        this.settings = settings;
        this.records = records;
        this.cache = cache;
        this.credentials = credentials;
        this.clock = clock;
    }

    /// Judges and hashes the password of one who is to be made: before {@link Directory#together}.
    ///
    /// @throws DirectoryException BadValue, WeakPassword
    public PreparedPassword prepare(Login login, String realName, Secret password) {
        return credentials.prepare(password, asAccount(login, realName));
    }

    /// @throws DirectoryException LoginTaken, BadValue
    public Account add(Login login, String realName, PreparedPassword password) {
        NewAccount account = AccountRules.checked(asAccount(login, realName));
        try {
            return records.addOperator(account, password.hash(), clock.instant())
                    .account();
        } finally {
            cache.forget(login);
        }
    }

    private static NewAccount asAccount(Login login, String realName) {
        return NewAccount.named(login).withRealName(realName).withQuota(new Quota(0, 0));
    }

    /// In order of logins.
    public List<AccountRecord> list() {
        return records.operators();
    }

    /// One that exists.
    ///
    /// @throws DirectoryException NoSuchOperator
    public AccountRecord of(Login login) {
        return records.account(login)
                .filter(record -> record.role() == AccountRecord.Role.OPERATOR && record.exists())
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchOperator(login)));
    }

    /// He is let in no more. His login, password and factors are kept for {@link
    /// DirectorySettings#keepRemoved}.
    ///
    /// @throws DirectoryException NoSuchOperator; BadValue for the last one
    public void remove(Login login) {
        AccountId id = of(login).account().id();
        Instant now = clock.instant();
        try {
            records.together(() -> {
                of(login);
                if (records.operators().size() == 1) {
                    throw AddressRules.bad(
                            DirectoryFailure.BadValue.Rule.LAST_OPERATOR,
                            "The operator " + login,
                            "is the last one and stays");
                }
                return records.changeAccount(id, record -> record.withRemoved(Optional.of(now)));
            });
        } finally {
            forget(login, id);
        }
    }

    /// Those that were removed and can be restored, in order of logins.
    public List<AccountRecord> removed() {
        Instant oldest = clock.instant().minus(settings.keepRemoved());
        return records.removedOperators().stream()
                .filter(record ->
                        record.removed().filter(when -> !when.isBefore(oldest)).isPresent())
                .toList();
    }

    /// Undoes {@link #remove}: he logs in as before.
    ///
    /// @throws DirectoryException NoSuchOperator when none of that login was removed, or his time is over
    public Account restore(Login login) {
        AccountId id = removed(login);
        try {
            return records.together(
                    () -> records.changeAccount(removed(login), record -> record.withRemoved(Optional.empty()))
                            .account());
        } finally {
            forget(login, id);
        }
    }

    private AccountId removed(Login login) {
        return removed().stream()
                .map(AccountRecord::account)
                .filter(account -> account.login().equals(login))
                .findFirst()
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchOperator(login)))
                .id();
    }

    /// Forgets for ever who was removed before that instant: those logins are free.
    ///
    /// @return how many
    int purge(Instant removedBefore) {
        int purged = 0;
        for (AccountRecord record : records.removedOperators()) {
            if (record.removed().filter(removedBefore::isAfter).isPresent()) {
                AccountId id = record.account().id();
                records.deleteAccount(id);
                forget(record.account().login(), id);
                purged++;
            }
        }
        return purged;
    }

    private void forget(Login login, AccountId id) {
        cache.forget(id);
        cache.forgetCredentials(id);
        cache.forget(login);
    }
}
