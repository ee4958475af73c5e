package org.tassis.store;

import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;

/// The keys by which owners of mailboxes let others read single messages by URL, one for each mailbox: RFC
/// 4467 §2.2. A key that is made anew takes back all rights that were given with the old one. Durable when
/// a method returns; blocking; any thread.
public interface UrlKeys {
    /// Octets of a key, all of them random: RFC 4467 §10.
    int LENGTH = 32;

    /// The mailbox's key, which is made when there is none yet.
    ///
    /// @throws StoreException Unavailable
    byte[] key(AccountId account, MailboxId mailbox);

    /// The mailbox's key, if one was made.
    ///
    /// @throws StoreException Unavailable
    Optional<byte[]> find(AccountId account, MailboxId mailbox);

    /// Gives the mailbox another key.
    ///
    /// @throws StoreException Unavailable
    void renew(AccountId account, MailboxId mailbox);

    /// Forgets what belongs to a mailbox that is deleted.
    void forget(AccountId account, MailboxId mailbox);

    /// Forgets all keys of an account.
    void purge(AccountId account);
}
