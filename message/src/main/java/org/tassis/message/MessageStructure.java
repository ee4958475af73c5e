package org.tassis.message;

import java.time.Instant;
import java.util.Optional;

/// Everything the one pass over a message's octets found: stored beside them, so that no reader parses again.
///
/// @param size     octets of the message
/// @param root     the message's own body part; its header starts at 0
/// @param envelope RFC 9051 §7.5.2
/// @param sentAt   the Date header as an instant, if there is one that can be understood
/// @param threadId a hash of the first message-id of the conversation (References, In-Reply-To, own), 0 when there is
///                 none; the same for all messages of a conversation whose programs keep References
/// @param preview  plain text of the first readable part, at most 200 characters, white space folded: RFC 8970
public record MessageStructure(
        long size, BodyPart root, Envelope envelope, Optional<Instant> sentAt, long threadId, String preview) {}
