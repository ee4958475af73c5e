package org.tassis.mailflow.queue;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.Errand;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;

/// What the recipients of a queued message share.
///
/// @param number   of the message in the queue
/// @param id       under which the log knows it
/// @param owner    see {@link Outgoing#owner}
/// @param sender   empty for the null sender
/// @param prefix   see {@link Outgoing#prefix}
/// @param size     octets of the content, without the prefix
/// @param accepted when this server took it
/// @param errand   see {@link Outgoing#errand}
public record QueuedMessage(
        long number,
        String id,
        Optional<AccountId> owner,
        Optional<EmailAddress> sender,
        MailParameters parameters,
        String prefix,
        long size,
        Instant accepted,
        Errand errand) {
    /// As it is when it has just been accepted.
    public static QueuedMessage of(Outgoing outgoing, long number, long size, Instant now) {
        return new QueuedMessage(
                number,
                outgoing.id(),
                outgoing.owner(),
                outgoing.sender(),
                outgoing.parameters(),
                outgoing.prefix(),
                size,
                now.truncatedTo(ChronoUnit.MILLIS),
                outgoing.errand());
    }
}
