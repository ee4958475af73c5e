package org.tassis.directory.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;

/// Where the tokens of programs are kept. What is an account's goes with it when it is forgotten. Durable
/// when a method returns. Any thread; a database that fails is {@link
/// org.tassis.directory.DirectoryFailure.Unavailable}.
public interface TokenRecords {
    /// @param digest of the token: nobody who reads the records gets in with it
    /// @return with its id
    ApiToken addToken(ApiToken token, String digest);

    /// By its digest, whether its time is over or not.
    Optional<ApiToken> tokenOf(String digest);

    Optional<ApiToken> token(long id);

    /// By ascending id, to be read page by page.
    ///
    /// @param owner empty: of everyone
    /// @param after the last id of the page before, or 0
    List<ApiToken> tokens(Optional<AccountId> owner, long after, int limit);

    /// Notes a use. Unknown ids are ignored.
    void tokenUsed(long id, Instant when, String from);

    /// @return whether there was one
    boolean removeToken(long id);

    /// Forgets tokens whose time was over before that instant.
    ///
    /// @return how many
    int purgeTokens(Instant before);
}
