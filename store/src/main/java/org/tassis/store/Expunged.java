package org.tassis.store;

import org.tassis.core.UidSet;

/// @param uids   what was there and is expunged
/// @param modSeq of the expunge; the mailbox's highest when nothing was
public record Expunged(UidSet uids, long modSeq) {}
