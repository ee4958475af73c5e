package org.tassis.store;

import org.tassis.core.MailboxId;
import org.tassis.core.UidSet;

/// Messages that left a mailbox at once, some of them or all: what history finds them by.
///
/// @param mailbox where they were; it may be gone
/// @param modSeq  at which they left, as {@link Change.Vanished} and {@link Expunged} tell it
public record Departed(MailboxId mailbox, long modSeq, UidSet uids) {}
