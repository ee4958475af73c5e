package org.tassis.mailflow.snooze;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.tassis.core.AccountId;
import org.tassis.core.MessageId;

/// When sleeping messages are to wake. Each method is one transaction, durable when it returns; any thread;
/// may block. Throws {@link org.tassis.directory.DirectoryException} Unavailable.
public interface SnoozeRecords {
    /// Adds them, or puts them in place of those for the same messages.
    void put(Collection<Snooze> snoozes);

    /// By their time.
    List<Snooze> of(AccountId account);

    /// Those of all accounts whose time has come, the longest ago first.
    List<Snooze> due(Instant now, int limit);

    void remove(AccountId account, Collection<MessageId> messages);

    /// Forgets all that an account has, for an account that nobody uses any more.
    void purge(AccountId account);
}
