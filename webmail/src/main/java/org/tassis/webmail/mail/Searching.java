package org.tassis.webmail.mail;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.tassis.core.MailboxId;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.TextIndex;
import org.tassis.store.search.SearchedMessage;
import org.tassis.store.search.TextSignatures;
import org.tassis.webmail.MessageRef;

/// Looks through mailboxes from the newest message to the oldest, for a while; then says where to go on.
final class Searching {
    private static final int PAGE = 50;
    private static final int SIMILAR = 20;

    private final MailStore store;
    private final TextSignatures signatures;
    private final Orders orders;

    Searching(MailStore store, TextSignatures signatures, Orders orders) {
        this.store = store;
        this.signatures = signatures;
        this.orders = orders;
    }

    /// Where a search goes on: behind the message of this date, mailbox and UID.
    record Cursor(long date, long mailbox, long uid) {
        static final Cursor START = new Cursor(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

        static Cursor parse(String text) {
            if (!text.matches("[0-9]{1,12}\\.[0-9]{1,18}\\.[0-9]{1,10}")) {
                return START;
            }
            String[] parts = text.split("\\.", -1);
            return new Cursor(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        }

        boolean isBehind(Cursor other) {
            return date != other.date
                    ? date < other.date
                    : mailbox != other.mailbox ? mailbox < other.mailbox : uid < other.uid;
        }

        @Override
        public String toString() {
            return date + "." + mailbox + "." + uid;
        }
    }

    /// @param inFiles    those of which an attachment holds something that was looked for
    /// @param next       where to go on; {@link Cursor#START} when everything was looked through
    /// @param unfinished whether time was over before a page was full
    record Found(List<Row> rows, Set<MessageRef> inFiles, Cursor next, boolean unfinished) {
        Instant reached() {
            return Instant.ofEpochSecond(next.date());
        }
    }

    private final class Walk {
        private final Mailbox mailbox;
        private final Orders.Order order;
        private int position;

        private Walk(Mailbox mailbox, Cursor from) {
            this.mailbox = mailbox;
            this.order = orders.of(store.snapshot(mailbox.id()));
            int low = 0;
            int high = order.count();
            while (low < high) { // the first position whose date is not after the cursor's
                int middle = (low + high) >>> 1;
                if (order.snapshot().internalDate(order.index(middle)) > from.date()) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            position = low;
            while (!isOver() && !here().isBehind(from) && here().date() == from.date()) {
                position++;
            }
        }

        private boolean isOver() {
            return position >= order.count();
        }

        private int index() {
            return order.index(position);
        }

        private Cursor here() {
            MailboxSnapshot snapshot = order.snapshot();
            return new Cursor(snapshot.internalDate(index()), mailbox.id().value(), snapshot.uid(index()));
        }
    }

    Found run(List<Mailbox> mailboxes, Query query, Cursor from, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        BooleanSupplier goOn = () -> System.nanoTime() < deadline;
        SearchedMessage message = new SearchedMessage(store, signatures, goOn);
        PriorityQueue<Walk> walks = new PriorityQueue<>(
                Comparator.comparing(Walk::here, (a, b) -> a.equals(b) ? 0 : a.isBehind(b) ? 1 : -1));
        for (Mailbox mailbox : mailboxes) {
            Walk walk = new Walk(mailbox, from);
            if (!walk.isOver()) {
                walks.add(walk);
            }
        }
        List<Row> rows = new ArrayList<>();
        Set<MessageRef> inFiles = new HashSet<>();
        Cursor last = from;
        for (Walk walk = walks.poll(); walk != null; walk = walks.poll()) {
            if (rows.size() == PAGE) {
                return new Found(rows, inFiles, last, false);
            }
            if (!goOn.getAsBoolean() && !last.equals(from)) { // one message at least, so that it comes to an end
                return new Found(rows, inFiles, last, true);
            }
            try {
                if (matches(query, walk, message)) {
                    Row row = Row.of(store, walk.mailbox, walk.order.snapshot(), walk.index());
                    rows.add(row);
                    if (isInFiles(query, walk, message)) {
                        inFiles.add(row.ref());
                    }
                }
            } catch (CancellationException _) { // it is too large to be looked through in time
                if (!last.equals(from)) {
                    return new Found(rows, inFiles, last, true);
                }
            }
            last = walk.here();
            walk.position++;
            if (!walk.isOver()) {
                walks.add(walk);
            }
        }
        return new Found(rows, inFiles, Cursor.START, false);
    }

    /// Messages whose words are like these in other forms, the most alike first, when the store's index
    /// knows any.
    Found similar(List<Mailbox> mailboxes, String words) {
        Map<MailboxId, Mailbox> byId = new HashMap<>();
        mailboxes.forEach(mailbox -> byId.put(mailbox.id(), mailbox));
        SearchedMessage message = new SearchedMessage(store, signatures, () -> true);
        List<Row> rows = new ArrayList<>();
        Set<MessageRef> inFiles = new HashSet<>();
        for (TextIndex.Similar one : store.textIndex().similar(List.copyOf(byId.keySet()), words, SIMILAR)) {
            Mailbox mailbox = byId.get(one.mailbox());
            MailboxSnapshot snapshot = store.snapshot(one.mailbox());
            int index = snapshot.indexOf(one.uid());
            if (mailbox != null && index >= 0) { // it may have left meanwhile
                Row row = Row.of(store, mailbox, snapshot, index);
                rows.add(row);
                message.move(snapshot, index);
                if (message.filesHold(words)) {
                    inFiles.add(row.ref());
                }
            }
        }
        return new Found(rows, inFiles, Cursor.START, false);
    }

    private static boolean isInFiles(Query query, Walk walk, SearchedMessage message) {
        message.move(walk.order.snapshot(), walk.index());
        return query.words().stream().anyMatch(message::filesHold);
    }

    private static boolean matches(Query query, Walk walk, SearchedMessage message) {
        MailboxSnapshot snapshot = walk.order.snapshot();
        int index = walk.index();
        for (Query.FlagTest test : query.flags()) {
            if (!test.holds(snapshot, index)) {
                return false;
            }
        }
        if (query.content().isEmpty()) {
            return true;
        }
        message.move(snapshot, index);
        for (SearchedMessage.Content test : query.content()) {
            if (!message.test(test)) {
                return false;
            }
        }
        return true;
    }
}
