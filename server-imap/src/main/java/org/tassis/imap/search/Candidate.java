package org.tassis.imap.search;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.message.MessageStructure;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.search.SearchedMessage;
import org.tassis.store.search.TextSignatures;

/// The message that is looked at now, by its sequence number; its place is looked up when a test needs it.
/// One object serves a whole search.
final class Candidate {
    private final KnownMailbox mailbox;
    private final SearchedMessage searched;
    private int sequence;
    private @Nullable MailboxSnapshot snapshot;
    private int index;
    private boolean placed;

    Candidate(MailStore store, KnownMailbox mailbox, TextSignatures signatures, BooleanSupplier goOn) {
        this.mailbox = mailbox;
        this.searched = new SearchedMessage(store, signatures, goOn);
    }

    void move(int to) {
        sequence = to;
        snapshot = null;
        placed = false;
    }

    int sequence() {
        return sequence;
    }

    long uid() {
        return mailbox.uid(sequence);
    }

    MailboxSnapshot snapshot() {
        MailboxSnapshot found = snapshot;
        if (found == null) {
            found = mailbox.snapshot(sequence);
            snapshot = found;
            index = mailbox.index(sequence);
        }
        return found;
    }

    /// Valid after {@link #snapshot}.
    int index() {
        return index;
    }

    /// Its content.
    private SearchedMessage searched() {
        if (!placed) {
            searched.move(snapshot(), index());
            placed = true;
        }
        return searched;
    }

    MessageStructure structure() {
        return searched().structure();
    }

    /// Whether the content matches; one that was forgotten meanwhile or is damaged does not.
    boolean test(SearchedMessage.Content content) {
        return searched().test(content);
    }
}
