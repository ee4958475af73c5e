package org.tassis.migration.imap;

import java.util.List;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.migration.intake.Fingerprint;

/// What was pulled from where: so that no message comes twice, however often and after whatever accident. Any
/// thread; a database that fails is a {@link org.tassis.store.StoreException} with Unavailable.
public interface PullRecords {
    /// A folder elsewhere in one of its lives: while its UIDVALIDITY is the same, its UIDs mean the same.
    ///
    /// @param id      ascending
    /// @param source  the mailbox elsewhere: user, host and port
    /// @param name    of the folder, as the other server writes it
    /// @param modSeq  up to which its flags are known (RFC 7162 §3.1.2.1); 0 when they are not
    record Folder(long id, AccountId account, String source, String name, long uidValidity, long modSeq) {}

    /// A message that is here.
    ///
    /// @param uid     elsewhere
    /// @param print   by what the other server says of it
    /// @param flags   as they were elsewhere when we looked last
    /// @param mailbox the folder here that it was put into
    /// @param here    its UID there
    record Pulled(long uid, Fingerprint print, Flags flags, MailboxId mailbox, long here) {}

    /// That folder, made when it is new.
    Folder folder(AccountId account, String source, String name, long uidValidity);

    /// Writes {@link Folder#modSeq}.
    void update(Folder folder);

    /// In order of their UIDs.
    List<Pulled> messages(Folder folder);

    /// Those of the folder's earlier lives.
    List<Pulled> earlier(Folder folder);

    /// Of all that was ever pulled from that source.
    Set<Fingerprint> prints(AccountId account, String source);

    /// Adds messages, or replaces those that are there.
    void put(Folder folder, List<Pulled> messages);

    /// Forgets all about an account.
    void forget(AccountId account);
}
