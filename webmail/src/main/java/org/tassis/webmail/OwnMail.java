package org.tassis.webmail;

import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoredMessage;

/// The gate to the store: hands out what belongs to an account and nothing else, whatever ids a browser
/// sends. Any thread.
public final class OwnMail {
    /// How many of the newest messages of a mailbox are looked at for a message-id.
    private static final int LOOKED_AT = 1_000;

    private final MailStore store;

    public OwnMail(MailStore store) {
        this.store = store;
    }

    /// A message with the snapshot it was found in.
    public record Found(Mailbox mailbox, MailboxSnapshot snapshot, int index) {
        public MessageRef ref() {
            return new MessageRef(mailbox.id(), snapshot.uid(index));
        }

        public Flags flags() {
            return snapshot.flags(index);
        }
    }

    /// @return empty when the mailbox is not there, or somebody else's
    public Optional<Mailbox> mailbox(AccountId account, MailboxId id) {
        return store.mailboxes(account).stream()
                .filter(mailbox -> mailbox.id().equals(id))
                .findFirst();
    }

    /// The mailbox that has a use; INBOX where its owner gave that use to none.
    public Mailbox mailbox(AccountId account, SpecialUse use) {
        return store.mailboxes(account).stream()
                .filter(mailbox -> mailbox.uses().contains(use))
                .findFirst()
                .or(() -> store.mailbox(account, MailboxName.INBOX))
                .orElseThrow();
    }

    /// @return empty when it is not there any more, or somebody else's
    public Optional<Found> message(AccountId account, MessageRef ref) {
        return mailbox(account, ref.mailbox()).flatMap(mailbox -> {
            MailboxSnapshot snapshot = store.snapshot(mailbox.id());
            int index = snapshot.indexOf(ref.uid());
            return index < 0 ? Optional.empty() : Optional.of(new Found(mailbox, snapshot, index));
        });
    }

    /// The newest message with a message-id, among the newest of a mailbox.
    ///
    /// @param messageId with its angle brackets
    public Optional<Found> named(AccountId account, Mailbox mailbox, String messageId) {
        MailboxSnapshot snapshot = store.snapshot(mailbox.id());
        int end = Math.max(0, snapshot.count() - LOOKED_AT);
        for (int i = snapshot.count() - 1; i >= end; i--) {
            Optional<String> id;
            try {
                id = store.message(snapshot, i).structure().envelope().messageId();
            } catch (StoreException e) {
                continue; // one that is gone or damaged is not it
            }
            if (id.filter(value -> value.strip().equals(messageId)).isPresent()) {
                return message(account, new MessageRef(mailbox.id(), snapshot.uid(i)));
            }
        }
        return Optional.empty();
    }

    public StoredMessage open(Found found) {
        return store.message(found.snapshot(), found.index());
    }
}
