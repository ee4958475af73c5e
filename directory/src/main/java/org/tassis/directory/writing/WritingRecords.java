package org.tassis.directory.writing;

import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;

/// Where identities, habits and canned replies are kept. Nobody asks here whether the account has an
/// address: who reads does. Durable when a method returns. Any thread; blocks; a database that fails is
/// {@link org.tassis.directory.DirectoryFailure.Unavailable}.
public interface WritingRecords {
    /// Canned replies of one account.
    int MAX_CANNED = 200;

    /// Of all addresses of which something is said, in the order of the addresses' text.
    List<Identity> identities(AccountId account);

    Optional<Identity> identity(AccountId account, EmailAddress address);

    /// Instead of what was said of its address before.
    void put(AccountId account, Identity identity);

    /// {@link WritingHabits#DEFAULT} until something else is chosen.
    WritingHabits habits(AccountId account);

    void put(AccountId account, WritingHabits habits);

    /// By title, without regard to case.
    List<CannedReply> canned(AccountId account);

    Optional<CannedReply> canned(AccountId account, String id);

    /// Instead of the one with its id, or as a new one.
    ///
    /// @return false when there are {@link #MAX_CANNED} already
    boolean put(AccountId account, CannedReply reply);

    /// @return whether there was one
    boolean removeCanned(AccountId account, String id);

    /// Forgets everything of an account.
    void forget(AccountId account);
}
