package org.tassis.directory;

import java.util.Optional;
import org.tassis.core.EmailAddress;

/// One end of a {@link Route}.
public sealed interface Target {
    /// A mailbox of this server.
    ///
    /// @param detail of a plus-address: the folder to use when there is one of that name
    /// @param copy   the mailbox passes its mail on and keeps a copy: that it is full is no reason to refuse
    record Mailbox(Account account, Optional<String> detail, boolean copy) implements Target {}

    /// An address of another server.
    record Remote(EmailAddress address, Reason reason) implements Target {}

    /// Why mail for an address of this server leaves it.
    sealed interface Reason {
        /// An alias or a catch-all says so.
        ///
        /// @param alias the address of this server that leads away
        record Alias(EmailAddress alias) implements Reason {}

        /// It is a bounce of mail that this server passed on, for who sent that.
        ///
        /// @param as the address of this server that was the sender when it was passed on
        record Returned(EmailAddress as) implements Reason {}

        /// The owner of a mailbox says so. What cannot be passed on belongs into the mailbox.
        ///
        /// @param as   the address of this server under which the mailbox was reached
        /// @param copy whether the mailbox gets a copy anyhow
        record Forward(Account account, EmailAddress as, boolean copy) implements Reason {}
    }
}
