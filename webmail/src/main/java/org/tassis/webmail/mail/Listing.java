package org.tassis.webmail.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        FLAGGED,
        FILES;

        /// ALL for what is none of these.
        static Only of(String word) {
            for (Only one : values()) {
                if (one.word().equals(word)) {
                    return one;
                }
            }
            return ALL;
        }

        /// As addresses of pages say it.
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean lets(MailboxSnapshot snapshot, int index) {
            return switch (this) {
                case ALL -> true;
                case UNREAD -> (snapshot.flagBits(index) & SystemFlag.SEEN.bit()) == 0;
                case FLAGGED -> (snapshot.flagBits(index) & SystemFlag.FLAGGED.bit()) != 0;
                case FILES -> snapshot.files(index) == MailboxSnapshot.Files.SOME;
            };
        }

        private int total(MailboxSnapshot snapshot) {
            return switch (this) {
                case ALL -> snapshot.count();
                case UNREAD -> snapshot.unseen();
                case FLAGGED, FILES -> {
                    int total = 0;
                    for (int index = 0; index < snapshot.count(); index++) {
                        total += lets(snapshot, index) ? 1 : 0;
                    }
                    yield total;
                }
            };
        }
    }

    /// @param page from 1; beyond the last the last
    static Listing of(MailStore store, Mailbox mailbox, Orders.Order order, Only only, boolean oldestFirst, int page) {
        MailboxSnapshot snapshot = order.snapshot();
        int count = order.count();
        int total = only.total(snapshot);
        int pages = Math.max(1, (total + PAGE - 1) / PAGE);
        int shown = Math.clamp(page, 1, pages);
        int skip = (shown - 1) * PAGE;
        List<Row> rows = new ArrayList<>(PAGE);
        int position = only == Only.ALL ? skip : 0;
        int passed = position;
        while (position < count && rows.size() < PAGE) {
            int index = order.index(oldestFirst ? count - 1 - position : position);
            if (only.lets(snapshot, index)) {
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
