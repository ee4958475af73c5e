package org.tassis.store;

import java.time.Instant;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.MessageId;
import org.tassis.core.UidSet;

/// An expunged message in history.
///
/// @param from    the mailbox where it was; it may be gone
/// @param mailbox the name of that, the last one when it is gone
/// @param modSeq  at which it left
public record Remembered(
        MessageId id,
        MailboxId from,
        MailboxName mailbox,
        long uid,
        long modSeq,
        long size,
        Instant internalDate,
        Instant expungedAt) {
    /// What brings it back, and nothing else.
    public Departed departed() {
        return new Departed(from, modSeq, UidSet.of(uid));
    }
}
