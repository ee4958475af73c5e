package org.tassis.webmail.mail;

import java.util.ArrayList;
import java.util.List;
import org.tassis.core.SystemFlag;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;

/// A page of a mailbox. Reads the messages that it shows and no others.
///
/// @param total of those that the filter lets through
/// @param from  the first one's number, from 1
record Listing(List<Row> rows, int page, int pages, int total, int from, int to) {
    static final int PAGE = 50;

    /// Which messages are listed.
    enum Only {
        ALL,
        UNREAD,
        FLAGGED;

        boolean lets(long flags) {
            return switch (this) {
                case ALL -> true;
                case UNREAD -> (flags & SystemFlag.SEEN.bit()) == 0;
                case FLAGGED -> (flags & SystemFlag.FLAGGED.bit()) != 0;
            };
        }
    }

    /// @param page from 1; beyond the last the last
    static Listing of(MailStore store, Mailbox mailbox, Orders.Order order, Only only, boolean oldestFirst, int page) {
        MailboxSnapshot snapshot = order.snapshot();
        int count = order.count();
        int total = count;
        if (only != Only.ALL) {
            total = 0;
            for (int index = 0; index < count; index++) {
                total += only.lets(snapshot.flagBits(index)) ? 1 : 0;
            }
        }
        int pages = Math.max(1, (total + PAGE - 1) / PAGE);
        int shown = Math.clamp(page, 1, pages);
        int skip = (shown - 1) * PAGE;
        List<Row> rows = new ArrayList<>(PAGE);
        int position = only == Only.ALL ? skip : 0;
        int passed = position;
        while (position < count && rows.size() < PAGE) {
            int index = order.index(oldestFirst ? count - 1 - position : position);
            if (only.lets(snapshot.flagBits(index))) {
                if (passed >= skip) {
                    rows.add(Row.of(store, mailbox, snapshot, index));
                }
                passed++;
            }
            position++;
        }
        return new Listing(rows, shown, pages, total, rows.isEmpty() ? 0 : skip + 1, skip + rows.size());
    }
}
