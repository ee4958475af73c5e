package org.tassis.imap.session;

import java.util.List;
import org.tassis.core.UidSet;
import org.tassis.imap.command.FetchItem;
import org.tassis.imap.command.SearchKey;
import org.tassis.imap.command.SortCriterion;

/// A search whose result the client follows: RFC 5267 §4.3.
///
/// @param tag   of the command
/// @param key   without sequence numbers and `$`, which meant what they did then
/// @param order of SORT; empty for SEARCH
/// @param uids  what the client believes to be found
/// @param sorted the same in order; empty for SEARCH
/// @param items  what is told of each new message that comes into it: RFC 5465 §7
record SearchContext(
        String tag,
        boolean byUid,
        SearchKey key,
        List<SortCriterion> order,
        UidSet uids,
        List<Long> sorted,
        List<FetchItem> items) {
    /// For one session.
    static final int MOST = 10;

    /// Of a sorted one, every change may cost a look at all messages.
    static final int MOST_SORTED = 5_000;

    SearchContext {
        order = List.copyOf(order);
        sorted = List.copyOf(sorted);
        items = List.copyOf(items);
    }

    SearchContext with(UidSet now, List<Long> inOrder) {
        return new SearchContext(tag, byUid, key, order, now, inOrder, items);
    }
}
