package org.tassis.imap.sort;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.imap.command.MessageRanges;
import org.tassis.message.MessageStructure;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.StoredMessage;

/// Goes through messages for what is stored beside them.
///
/// @param goOn whether the client still waits; asked now and then
record MessageReader(MailStore store, KnownMailbox mailbox, BooleanSupplier goOn) {
    private static final int ASKED_EVERY = 64;

    /// What is done with each.
    interface Visitor {
        /// @param place   0 for the first message
        /// @param message empty when it cannot be read: forgotten meanwhile, or damaged
        void visit(int place, int sequence, Optional<Opened> message);
    }

    record Opened(StoredMessage message, MessageStructure structure) {
        /// The header section, or its beginning.
        byte[] header(int atMost) {
            return message.octets(0, (int) Math.min(atMost, structure.root().bodyStart()));
        }
    }

    /// @throws CancellationException the client has gone
    /// @throws StoreException        the store cannot be read now
    void each(MessageRanges messages, Visitor visitor) {
        int place = 0;
        for (int range = 0; range < messages.rangeCount(); range++) {
            for (int sequence = messages.first(range); sequence <= messages.last(range); sequence++) {
                if (place % ASKED_EVERY == 0 && !goOn.getAsBoolean()) {
                    throw new CancellationException("the client has gone");
                }
                visit(place++, sequence, visitor);
            }
        }
    }

    private void visit(int place, int sequence, Visitor visitor) {
        Optional<Opened> opened;
        try {
            StoredMessage message = store.message(mailbox.snapshot(sequence), mailbox.index(sequence));
            opened = Optional.of(new Opened(message, message.structure()));
        } catch (StoreException failed) {
            if (!(failed.failure() instanceof StoreFailure.Gone)
                    && !(failed.failure() instanceof StoreFailure.Damaged)) {
                throw failed;
            }
            opened = Optional.empty();
        }
        visitor.visit(place, sequence, opened);
    }

    long sent(int sequence, Optional<Opened> message) {
        MailboxSnapshot snapshot = mailbox.snapshot(sequence);
        int index = mailbox.index(sequence);
        return message.map(opened -> SortKeys.sent(opened.structure(), snapshot, index))
                .orElseGet(() -> snapshot.internalDate(index));
    }
}
