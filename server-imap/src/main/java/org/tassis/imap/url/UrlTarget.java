package org.tassis.imap.url;

import java.util.Optional;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.StoredMessage;

/// Where a URL led.
public record UrlTarget(ImapUrl url, StoredMessage message) {
    /// The message in that mailbox, as it is now; empty when it is not there, or the mailbox is another one
    /// since.
    ///
    /// @throws StoreException the store cannot be used now
    public static Optional<StoredMessage> message(MailStore store, Mailbox mailbox, ImapUrl url) {
        if (url.uidValidity().isPresent() && url.uidValidity().getAsLong() != mailbox.uidValidity()) {
            return Optional.empty();
        }
        try {
            MailboxSnapshot snapshot = store.snapshot(mailbox.id());
            int index = snapshot.indexOf(url.uid());
            return index < 0 ? Optional.empty() : Optional.of(store.message(snapshot, index));
        } catch (StoreException failed) {
            if (failed.failure() instanceof StoreFailure.NoSuchMailbox) {
                return Optional.empty();
            }
            throw failed;
        }
    }
}
