package org.tassis.imap.sort;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.imap.command.MessageRanges;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.OrderKeys;
import org.tassis.store.StoreException;

/// Goes through messages for what they are put in order by.
///
/// @param goOn whether the client still waits; asked now and then
record MessageReader(MailStore store, KnownMailbox mailbox, BooleanSupplier goOn) {
    /// Messages that the store is asked about together.
    private static final int TOGETHER = 4096;

    /// How often `goOn` is asked while messages have to be read one by one.
    private static final int ASKED_EVERY = 256;

    /// What is done with each.
    interface Visitor {
        /// @param place 0 for the first message
        /// @param keys  empty when it cannot be read: forgotten meanwhile, or damaged
        void visit(int place, int sequence, Optional<OrderKeys> keys);
    }

    /// @throws CancellationException the client has gone
    /// @throws StoreException        the store cannot be read now
    void each(MessageRanges messages, Visitor visitor) {
        Some some = new Some(visitor);
        for (int range = 0; range < messages.rangeCount(); range++) {
            for (int sequence = messages.first(range); sequence <= messages.last(range); sequence++) {
                some.add(sequence);
            }
        }
        some.show();
    }

    /// Messages that one snapshot holds.
    private final class Some {
        private final Visitor visitor;
        private final int[] sequences = new int[TOGETHER];
        private final int[] indexes = new int[TOGETHER];
        private Optional<MailboxSnapshot> snapshot = Optional.empty();
        private int count;
        private int shown;

        Some(Visitor visitor) {
            this.visitor = visitor;
        }

        @SuppressWarnings("ReferenceEquality") // another one, even of the same messages, has its own indexes
        void add(int sequence) {
            MailboxSnapshot holder = mailbox.snapshot(sequence);
            if (count == TOGETHER || snapshot.isPresent() && snapshot.get() != holder) {
                show();
            }
            snapshot = Optional.of(holder);
            sequences[count] = sequence;
            indexes[count++] = mailbox.index(sequence);
        }

        void show() {
            if (count == 0) {
                return;
            }
            int[] at = {0};
            store.orderKeys(snapshot.orElseThrow(), Arrays.copyOf(indexes, count), (_, keys) -> {
                if (at[0] % ASKED_EVERY == 0 && !goOn.getAsBoolean()) {
                    throw new CancellationException("the client has gone");
                }
                visitor.visit(shown++, sequences[at[0]++], keys);
            });
            count = 0;
        }
    }

    /// Seconds since 1970 of the Date header, else of arrival: RFC 5256 §2.2.
    long sent(int sequence, Optional<OrderKeys> keys) {
        return keys.map(OrderKeys::sentAt)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .orElseGet(() -> mailbox.snapshot(sequence).internalDate(mailbox.index(sequence)));
    }
}
