package org.tassis.webmail.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.MailboxId;
import org.tassis.core.UidSet;
import org.tassis.message.HeaderText;
import org.tassis.message.MessageStructure;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.RememberedMessage;
import org.tassis.store.StoreException;
import org.tassis.store.StoredMessage;
import org.tassis.store.journal.Deed;
import org.tassis.store.journal.JournalEntry;
import org.tassis.store.journal.Place;
import org.tassis.webmail.MessageRef;

/// The messages that an entry is about, the first of them, as far as they are still where it left them.
///
/// @param others how many more there were
record Concerned(List<Message> messages, long others) {
    private static final int MOST = 50;

    /// @param ref empty for one that is in no mailbox
    record Message(String ref, String subject, Instant date) {}

    static Concerned by(MailStore store, JournalEntry entry) {
        List<Message> found =
                switch (entry.deed()) {
                    case Deed.Flagged flagged -> {
                        UidSet.Builder uids = new UidSet.Builder();
                        flagged.runs().forEach(run -> uids.add(run.uids()));
                        yield there(store, entry, flagged.place(), uids.build());
                    }
                    case Deed.Moved moved -> there(store, entry, moved.to(), moved.uids());
                    case Deed.Copied copied -> there(store, entry, copied.to(), copied.uids());
                    case Deed.Restored restored -> there(store, entry, restored.place(), restored.uids());
                    case Deed.Hidden hidden -> there(store, entry, hidden.place(), hidden.uids());
                    case Deed.Deleted deleted -> gone(store, entry, deleted.place(), deleted.modSeqs());
                    case Deed.FolderDeleted deleted -> gone(store, entry, deleted.place(), List.of(deleted.modSeq()));
                    case Deed.FolderCreated _, Deed.FolderRenamed _ -> List.of();
                };
        return new Concerned(found, Math.max(0, entry.deed().messages() - found.size()));
    }

    private static List<Message> there(MailStore store, JournalEntry entry, Place place, UidSet uids) {
        Optional<MailboxId> mailbox = store.mailboxes(entry.account()).stream()
                .map(Mailbox::id)
                .filter(id -> place.id().filter(id::equals).isPresent())
                .findFirst();
        if (mailbox.isEmpty()) {
            return List.of();
        }
        MailboxSnapshot now = store.snapshot(mailbox.get());
        List<Message> found = new ArrayList<>();
        for (long uid : (Iterable<Long>) uids.stream().boxed()::iterator) {
            int index = now.indexOf(uid);
            if (index >= 0) {
                found.add(new Message(
                        new MessageRef(mailbox.get(), uid).toString(),
                        subject(store.message(now, index)),
                        Instant.ofEpochSecond(now.internalDate(index))));
                if (found.size() == MOST) {
                    break;
                }
            }
        }
        return found;
    }

    private static List<Message> gone(MailStore store, JournalEntry entry, Place place, List<Long> modSeqs) {
        List<Message> found = new ArrayList<>();
        for (long modSeq : modSeqs) {
            if (place.id().isPresent() && found.size() < MOST) {
                for (RememberedMessage one :
                        store.expungedMessages(entry.account(), place.id().get(), modSeq, 0, MOST - found.size())) {
                    found.add(
                            new Message("", subject(one.message()), one.entry().internalDate()));
                }
            }
        }
        return found;
    }

    private static String subject(StoredMessage message) {
        try {
            MessageStructure structure = message.structure();
            return HeaderText.decode(structure.envelope().subject().orElse("")).strip();
        } catch (StoreException e) {
            return "";
        }
    }
}
