package org.tassis.sql;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tassis.core.UidSet;
import org.tassis.store.ChunkedSnapshot;

/// Writes flag words that were changed. Neighbours that came to the same word are one statement. Where
/// messages of many kinds stand side by side, as in a whole mailbox that is marked as read, it is one
/// statement for each kind of word that there was, not one for each message.
final class FlagWrites {
    /// Looking at a row is so much cheaper than a statement of its own.
    private static final int ROWS_OF_A_STATEMENT = 16;

    private final Batch batch;
    private final long mailbox;
    private final long modSeq;

    /// @param modSeq of the messages that change; above all that there are
    FlagWrites(Batch batch, long mailbox, long modSeq) {
        this.batch = batch;
        this.mailbox = mailbox;
        this.modSeq = modSeq;
    }

    /// @param uids those that were asked for
    void write(ChunkedSnapshot before, ChunkedSnapshot.Reflagging done, UidSet uids) {
        int[] indexes = before.indexes(uids);
        int start = 0;
        while (start < indexes.length) {
            int end = start;
            while (end + 1 < indexes.length && indexes[end + 1] == indexes[end] + 1) {
                end++;
            }
            stretch(before, done, indexes[start], indexes[end]);
            start = end + 1;
        }
    }

    /// Messages `[first, last]`, all of which were asked for.
    private void stretch(ChunkedSnapshot before, ChunkedSnapshot.Reflagging done, int first, int last) {
        ChunkedSnapshot after = done.after();
        Map<Long, Long> kinds = new LinkedHashMap<>();
        int runs = 0;
        long running = 0;
        boolean open = false;
        for (int i = first; i <= last; i++) {
            long was = before.storedBits(i);
            long is = after.storedBits(i);
            runs += was != is && (!open || running != is) ? 1 : 0;
            open = was != is;
            running = is;
            if (open) {
                kinds.put(was, is);
            }
        }
        boolean alike = done.modified().isEmpty(); // else some of a kind change and some do not
        if (alike && (long) kinds.size() * (last - first + 1) < (long) runs * ROWS_OF_A_STATEMENT) {
            kinds.forEach((was, is) -> batch.add(
                    Sql.SET_FLAGS_OF_KIND, is, modSeq, mailbox, before.uid(first), before.uid(last), was, modSeq));
        } else {
            runs(before, after, first, last);
        }
    }

    private void runs(ChunkedSnapshot before, ChunkedSnapshot after, int first, int last) {
        int start = first;
        while (start <= last) {
            long bits = after.storedBits(start);
            if (bits == before.storedBits(start)) {
                start++;
                continue;
            }
            int end = start;
            while (end < last && after.storedBits(end + 1) == bits && before.storedBits(end + 1) != bits) {
                end++;
            }
            if (start == end) {
                batch.add(Sql.SET_FLAGS, bits, modSeq, mailbox, after.uid(start));
            } else {
                batch.add(Sql.SET_FLAGS_OF_RANGE, bits, modSeq, mailbox, after.uid(start), after.uid(end));
            }
            start = end + 1;
        }
    }
}
