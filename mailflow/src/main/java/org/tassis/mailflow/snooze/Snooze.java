package org.tassis.mailflow.snooze;

import java.time.Instant;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MessageId;

/// A message that sleeps.
///
/// @param folder in which it does
/// @param from   where it was before
/// @param until  milliseconds
public record Snooze(AccountId account, MessageId message, MailboxId folder, MailboxId from, Instant until) {}
