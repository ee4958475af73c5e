package org.tassis.imap.search;

import java.io.IOException;
import org.tassis.core.UidSet;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.imap.wire.ResponseWriter;

/// What a searching command found, in the order that it asked for: by sequence number, or sorted.
public sealed interface Results permits SearchResult, SortedResult {
    /// The messages are numbered in.
    KnownMailbox mailbox();

    boolean isEmpty();

    int count();

    /// Sequence number of the first message in order. Not to be asked of an empty result.
    int min();

    /// Sequence number of the last message in order. Not to be asked of an empty result.
    int max();

    UidSet uids();

    /// Of a window, places counted from 0.
    UidSet uids(int from, int to);

    /// UIDs of a window, in order.
    long[] ordered(int from, int to);

    /// The highest modification sequence of the messages found, 0 when there are none.
    long highestModSeq();

    /// Writes the messages of a window as a set, in order; the window must not be empty.
    void write(int from, int to, boolean byUid, ResponseWriter out) throws IOException;
}
