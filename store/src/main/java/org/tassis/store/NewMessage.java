package org.tassis.store;

import java.time.Instant;
import org.tassis.core.Flags;
import org.tassis.message.MessageContent;

/// A message to be appended.
///
/// @param internalDate kept to the second
public record NewMessage(MessageContent content, Flags flags, Instant internalDate) {}
