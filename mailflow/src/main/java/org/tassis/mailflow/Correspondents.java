package org.tassis.mailflow;

import java.time.Instant;
import java.util.Collection;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;

/// To whom the owners of mailboxes have written: they may answer at once. Any thread.
public interface Correspondents {
    /// Nobody is known.
    Correspondents NONE = new Correspondents() {
        @Override
        public void wrote(AccountId who, Collection<EmailAddress> to, Instant when) {}

        @Override
        public boolean knows(AccountId who, EmailAddress other) {
            return false;
        }
    };

    /// Remembers; in a crash it may be forgotten again.
    ///
    /// @throws org.tassis.store.StoreException the database cannot be used
    void wrote(AccountId who, Collection<EmailAddress> to, Instant when);

    /// Whether `who` has written to `other`, not too long ago.
    ///
    /// @throws org.tassis.store.StoreException the database cannot be used
    boolean knows(AccountId who, EmailAddress other);
}
