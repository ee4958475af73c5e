package org.tassis.directory.access;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;

/// Where sessions, logins, tokens and uses of credentials are kept. What is an account's goes with it when
/// it is forgotten. Durable when a method returns. Any thread; a database that fails is {@link
/// org.tassis.directory.DirectoryFailure.Unavailable}.
public interface AccessRecords extends TokenRecords {
    // ---- sessions of the pages ----

    /// Adds it, or replaces the one of the same key.
    void put(PageSession session);

    /// Notes that it was used.
    ///
    /// @return whether it is still there: one that was ended stays ended
    boolean seen(String key, Instant when, Instant expires);

    /// Of that key, ended or not.
    Optional<PageSession> session(String key);

    /// Of an account, the one seen last first.
    List<PageSession> sessions(AccountId account);

    /// Of everybody, not over by that time, the one seen last first.
    List<PageSession> openSessions(Instant now, int limit);

    /// @return whether there was one
    boolean end(AccountId account, String key);

    /// Ends all of an account.
    ///
    /// @param but one that stays
    /// @return how many
    int endAll(AccountId account, Optional<String> but);

    /// Forgets those that ended by themselves before that instant.
    int expire(Instant now);

    // ---- logins and uses ----

    /// Adds to what is known of the same account, protocol, address and day (UTC).
    void remember(Collection<LoginRecord> logins);

    /// Of an account, the last one first.
    List<LoginRecord> logins(AccountId account, int limit);

    /// Forgets those whose last was before that instant.
    ///
    /// @return how many
    int forgetLogins(Instant before);

    /// Keeps the last use of each credential.
    void used(Collection<CredentialUse> uses);

    /// Of an account's credentials, in any order.
    List<CredentialUse> uses(AccountId account);
}
