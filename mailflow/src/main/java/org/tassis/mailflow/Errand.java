package org.tassis.mailflow;

import org.tassis.core.EmailAddress;

/// Why a message leaves for another server; from it follows who is told when it cannot be delivered.
public sealed interface Errand {
    Errand SENT = new Sent();
    Errand RETURNED = new Returned();

    /// Somebody of this server sends it, or this server does in their name.
    record Sent() implements Errand {}

    /// An alias or a catch-all leads away.
    ///
    /// @param by the address of this server that does
    record Aliased(EmailAddress by) implements Errand {}

    /// The owner of a mailbox has it passed on. What the next server refuses belongs into the mailbox.
    ///
    /// @param by   the address of this server under which the mailbox was reached
    /// @param copy whether the mailbox got it anyhow
    record Forwarded(EmailAddress by, boolean copy) implements Errand {}

    /// A bounce of mail that this server passed on, on its way back to who sent that.
    record Returned() implements Errand {}
}
