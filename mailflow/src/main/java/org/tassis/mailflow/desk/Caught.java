package org.tassis.mailflow.desk;

import java.time.Instant;

/// A message that was put aside for one recipient: into Junk.
///
/// @param message   its id in mail flow
/// @param recipient as it was written
/// @param login     of the mailbox
/// @param sender    of the envelope; empty for the null sender
/// @param subject   decoded; may be empty
/// @param messageId of its header; may be empty
/// @param why       the verdict as the trace has it, for `SpamSentences`
public record Caught(
        String message,
        String recipient,
        String login,
        String sender,
        String subject,
        String messageId,
        String why,
        Instant at) {}
