package org.tassis.directory.desk;

import org.tassis.directory.Account;
import org.tassis.directory.CustomerId;

/// Who acts, with what that allows: {@link Rights}.
public sealed interface Actor {
    /// For the audit log: a login.
    String name();

    /// Runs the server.
    ///
    /// @param name the login, or `console` for whoever may read the data directory
    record Operator(String name) implements Actor {
        public static final Operator CONSOLE = new Operator("console");
    }

    /// Administers what belongs to a customer, and has a mailbox there.
    record DomainAdministrator(Account account, CustomerId customer) implements Actor {
        @Override
        public String name() {
            return account.login().value();
        }
    }

    /// Has a mailbox.
    record MailboxUser(Account account, CustomerId customer) implements Actor {
        @Override
        public String name() {
            return account.login().value();
        }
    }
}
