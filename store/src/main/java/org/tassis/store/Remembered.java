package org.tassis.store;

import java.time.Instant;
import org.tassis.core.MailboxName;
import org.tassis.core.MessageId;

/// An expunged message in history.
public record Remembered(
        MessageId id, MailboxName mailbox, long uid, long size, Instant internalDate, Instant expungedAt) {}
