package org.tassis.store;

import org.tassis.core.Flags;
import org.tassis.core.MailboxId;

/// Where a delivered message goes, and the flags it has there.
public record Destination(MailboxId mailbox, Flags flags) {}
