package org.tassis.smtp;

import java.util.List;
import org.tassis.smtp.reply.SmtpReply;

/// What a command led to: the state from now on and the reply.
///
/// @param before replies that go out before it: LMTP has one for each recipient, RFC 2033 §4.2
record Step(SessionState next, List<SmtpReply> before, SmtpReply reply) {
    Step(SessionState next, SmtpReply reply) {
        this(next, List.of(), reply);
    }

    /// @param replies at least one, in their order
    static Step each(SessionState next, List<SmtpReply> replies) {
        return new Step(next, List.copyOf(replies.subList(0, replies.size() - 1)), replies.getLast());
    }
}
