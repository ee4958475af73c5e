package org.tassis.mailflow;

import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.mailflow.sieve.EditedHeader;
import org.tassis.store.Destination;

/// One copy of a message.
///
/// @param header what goes in place of the message's own; empty when it is unchanged
record Placement(AccountId account, MailboxId mailbox, Flags flags, Optional<EditedHeader> header) {
    Destination destination() {
        return new Destination(mailbox, flags);
    }
}
