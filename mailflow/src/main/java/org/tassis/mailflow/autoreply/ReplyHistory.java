package org.tassis.mailflow.autoreply;

import java.time.Duration;
import java.time.Instant;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;

/// When mailboxes last answered whom by themselves. Survives a restart, and forgets what means nothing any
/// more. Any thread; may block. A failure is an unchecked exception: then nothing must be answered.
public interface ReplyHistory {
    /// Longer intervals there are not: older entries mean nothing.
    Duration LONGEST = Duration.ofDays(366);

    /// Of the one reply that is set for a mailbox as a whole.
    String AUTO_REPLY = "auto-reply";

    /// Decides and remembers in one step, so that of several messages that come at once one is answered.
    ///
    /// @param handle   which of the mailbox's answers is meant
    /// @param interval least time between two of them to one sender
    /// @return whether an answer may be sent now; it counts as sent
    boolean begin(AccountId account, String handle, EmailAddress sender, Instant now, Duration interval);

    /// Forgets what means nothing any more.
    ///
    /// @return how many entries
    long expire(Instant now);
}
