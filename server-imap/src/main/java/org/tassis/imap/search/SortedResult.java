package org.tassis.imap.search;

import java.io.IOException;
import java.util.Arrays;
import org.tassis.core.UidSet;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.imap.wire.ResponseWriter;

/// Messages in the order of SORT.
public final class SortedResult implements Results {
    private final KnownMailbox mailbox;
    private final int[] sequences;

    /// @param sequences sequence numbers in order; this object's from now on
    public SortedResult(KnownMailbox mailbox, int[] sequences) {
        this.mailbox = mailbox;
        this.sequences = sequences;
    }

    @Override
    public KnownMailbox mailbox() {
        return mailbox;
    }

    @Override
    public boolean isEmpty() {
        return sequences.length == 0;
    }

    @Override
    public int count() {
        return sequences.length;
    }

    @Override
    public int min() {
        return sequences[0];
    }

    @Override
    public int max() {
        return sequences[sequences.length - 1];
    }

    /// Sequence number of the message at that place.
    public int at(int place) {
        return sequences[place];
    }

    @Override
    public UidSet uids() {
        return uids(0, sequences.length);
    }

    @Override
    public UidSet uids(int from, int to) {
        UidSet.Builder uids = new UidSet.Builder();
        for (int place = from; place < to; place++) {
            uids.add(mailbox.uid(sequences[place]));
        }
        return uids.build();
    }

    @Override
    public long[] ordered(int from, int to) {
        long[] uids = new long[to - from];
        Arrays.setAll(uids, i -> mailbox.uid(sequences[from + i]));
        return uids;
    }

    @Override
    public long highestModSeq() {
        long highest = 0;
        for (int sequence : sequences) {
            highest = Math.max(highest, mailbox.snapshot(sequence).modSeq(mailbox.index(sequence)));
        }
        return highest;
    }

    /// Only what ascends one by one is told as a range: RFC 5267 §3.2.
    @Override
    public void write(int from, int to, boolean byUid, ResponseWriter out) throws IOException {
        for (int place = from; place < to; ) {
            if (place > from) {
                out.octet(',');
            }
            long first = number(place, byUid);
            long last = first;
            place++;
            while (place < to && number(place, byUid) == last + 1) {
                last++;
                place++;
            }
            out.number(first);
            if (last > first) {
                out.octet(':').number(last);
            }
        }
    }

    private long number(int place, boolean byUid) {
        return byUid ? mailbox.uid(sequences[place]) : sequences[place];
    }
}
