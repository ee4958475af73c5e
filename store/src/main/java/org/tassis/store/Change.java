package org.tassis.store;

import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.UidSet;

/// What was committed, for whoever watches. A snapshot taken after hearing of a change includes it.
public sealed interface Change {
    AccountId account();

    /// Messages came into a mailbox.
    record Arrived(AccountId account, MailboxId mailbox, UidSet uids, long modSeq, Origin origin) implements Change {}

    /// How messages came into a mailbox.
    sealed interface Origin {
        /// By {@link MailStore#deliver}, or with mail that goes on to other servers.
        record Delivered() implements Origin {}

        /// By {@link MailStore#append}.
        record Appended() implements Origin {}

        /// By {@link MailStore#copy} or {@link MailStore#move}, and by renaming INBOX.
        record Copied(MailboxId from) implements Origin {}

        /// By {@link MailStore#restore}.
        record Restored() implements Origin {}
    }

    /// Flags of messages changed.
    record Reflagged(AccountId account, MailboxId mailbox, UidSet uids, long modSeq) implements Change {}

    /// Messages left a mailbox.
    ///
    /// @param moved they are in another one, and so not in history
    record Vanished(AccountId account, MailboxId mailbox, UidSet uids, long modSeq, boolean moved) implements Change {}

    /// Mailboxes were created, renamed, deleted, or subscribed to.
    record MailboxesChanged(AccountId account) implements Change {}
}
