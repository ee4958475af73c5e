package org.tassis.store.journal;

import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;

/// What was changed in mailboxes, by whichever client. The store writes it in the transaction of each change,
/// so it is neither ahead of the mailbox nor behind it; there is no method to write to it.
///
/// What is told: flags that changed, messages moved, copied, deleted, brought back, hidden from POP3; folders
/// created, renamed, deleted. Not what is delivered or appended: that is mail, which can be deleted.
///
/// What it costs: one row for one command, whatever number of messages it changes, which is one statement
/// more in its transaction; none when the command changed nothing. Deeds alike of one client within a
/// minute are one row, written again each time. An undo costs one statement more, for the entry that it
/// takes back.
///
/// Entries are forgotten with the history of messages (`MailStore.forget`), and beyond {@link #MOST} of an
/// account the oldest are, in the background. Methods block; any thread.
public interface Journal {
    /// Entries of one account that are kept; a few more until the next time it is tidied up.
    int MOST = 10_000;

    /// Newest first.
    List<JournalEntry> entries(AccountId account, JournalQuery query);

    /// One of this account's; empty when it is forgotten, or somebody else's.
    Optional<JournalEntry> entry(AccountId account, long id);
}
