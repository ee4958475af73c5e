package org.tassis.directory.desk;

import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;

/// Brings letters into mailboxes, and to addresses here or elsewhere. Any thread; durable when it returns.
public interface Post {
    /// To whom.
    sealed interface To {
        record Mailbox(AccountId account) implements To {}

        record Address(EmailAddress address) implements To {}

        /// Whoever runs the server: the postmaster of its first domain. Nobody, as long as it has none.
        record Postmaster() implements To {}
    }

    /// @throws org.tassis.directory.DirectoryException NoSuchAddress when it is an address of this server
    ///     that leads nowhere
    void send(Letter letter, To to);
}
