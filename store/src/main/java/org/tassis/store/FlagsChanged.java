package org.tassis.store;

import org.tassis.core.UidSet;

/// The result of a flag change.
///
/// @param changed  messages whose flags are now different
/// @param modified messages left alone because they were changed since (RFC 7162 §3.1.3, MODIFIED)
/// @param modSeq   of this change; the mailbox's highest when nothing changed
public record FlagsChanged(UidSet changed, UidSet modified, long modSeq) {}
