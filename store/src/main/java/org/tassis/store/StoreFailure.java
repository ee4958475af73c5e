package org.tassis.store;

import org.tassis.core.AccountId;
import org.tassis.core.ContentId;
import org.tassis.core.MailboxName;

/// Every way in which the store says no. Engines map these to replies in one place, exhaustively.
public sealed interface StoreFailure {
    /// The mailbox does not exist (any more).
    record NoSuchMailbox() implements StoreFailure {}

    record MailboxExists(MailboxName name) implements StoreFailure {}

    /// INBOX cannot be deleted; a mailbox cannot become its own child.
    record NotAllowed(String why) implements StoreFailure {}

    record OverQuota(AccountId account) implements StoreFailure {}

    /// Too many mailboxes, keywords or subscriptions.
    record TooMany(String what, int limit) implements StoreFailure {}

    /// The message was expunged and forgotten.
    record Gone() implements StoreFailure {}

    /// The stored octets do not agree with their checksum; reported, and served to nobody.
    record Damaged(ContentId content) implements StoreFailure {}

    /// No space on the disk. Passes by itself when there is space again.
    record Full() implements StoreFailure {}

    /// The database or a volume cannot be used now; the cause is in the exception, for the log.
    record Unavailable() implements StoreFailure {}
}
