package org.tassis.directory;

import java.time.InstantSource;
import java.util.List;
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

    Operators(DirectoryRecords records, DirectoryCache cache, Credentials credentials, InstantSource clock) {
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

    /// He is forgotten, for ever: his login is free.
    ///
    /// @throws DirectoryException NoSuchOperator; BadValue for the last one
    public void remove(Login login) {
        AccountId id = of(login).account().id();
        try {
            records.together(() -> {
                of(login);
                if (records.operators().size() == 1) {
                    throw AddressRules.bad(
                            DirectoryFailure.BadValue.Rule.LAST_OPERATOR,
                            "The operator " + login,
                            "is the last one and stays");
                }
                records.deleteAccount(id);
                return id;
            });
        } finally {
            cache.forget(id);
            cache.forgetCredentials(id);
            cache.forget(login);
        }
    }
}
