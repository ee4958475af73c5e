package org.tassis.directory.setup;

import java.time.Instant;
import java.util.Optional;
import org.tassis.core.AccountId;

/// Where decisions of the first start and links are kept. Durable when a method returns, or with the
/// transaction it is part of. Any thread; a database that fails is {@link
/// org.tassis.directory.DirectoryFailure.Unavailable}.
public interface SetUpRecords {
    /// @param name of a decision, 1 to 60 characters
    Optional<String> decided(String name);

    /// @param text at most 2000 characters; empty: it is open again
    void decide(String name, Optional<String> text);

    /// Adds a link, and forgets those whose time is over.
    ///
    /// @param digest of its secret part, 64 hexadecimal digits
    void addLink(String digest, AccountId account, Instant now, Instant ends);

    /// Whose link it is, when its time is not over.
    Optional<AccountId> link(String digest, Instant now);
}
