package org.tassis.sql;

import java.time.Instant;
import org.tassis.core.Flags;
import org.tassis.message.MessageContent;

/// A message that a backup has, to be put back.
///
/// @param id           it had, which its UIDL comes from; 0 for a new one. No message of the account has it
/// @param hiddenFromPop whether POP3 shows it
/// @param internalDate kept to the second
public record Revived(MessageContent content, Flags flags, Instant internalDate, long id, boolean hiddenFromPop) {}
