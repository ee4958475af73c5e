package org.tassis.imap.sort;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.tassis.imap.command.MessageRanges;
import org.tassis.store.OrderKeys;

/// Conversations by base subject alone: THREAD=ORDEREDSUBJECT (RFC 5256 §3). The first message of each is
/// above all the others of it.
final class SubjectThreads {
    private static final byte[] NOTHING = {};

    private SubjectThreads() {}

    static Forest of(MessageRanges messages, MessageReader reader) {
        int count = messages.size();
        int[] sequences = new int[count];
        long[] dates = new long[count];
        byte[][] subjects = new byte[count][];
        reader.each(messages, (place, sequence, keys) -> {
            sequences[place] = sequence;
            dates[place] = reader.sent(sequence, keys);
            subjects[place] =
                    keys.map(known -> known.text(OrderKeys.Text.SUBJECT)).orElse(NOTHING);
        });
        Integer[] places = new Integer[count];
        Arrays.setAll(places, i -> i);
        Comparator<Integer> bySubject = (one, other) -> Arrays.compareUnsigned(subjects[one], subjects[other]);
        Arrays.sort(
                places, bySubject.thenComparingLong(place -> dates[place]).thenComparing(Comparator.naturalOrder()));
        Forest forest = new Forest();
        long[] nodeDates = new long[count + 1];
        int top = Forest.NONE;
        int previous = -1;
        for (int place : List.of(places)) {
            int node = forest.add(sequences[place]);
            nodeDates[node] = dates[place];
            if (previous >= 0 && Arrays.equals(subjects[previous], subjects[place])) {
                forest.setParent(node, top);
            } else {
                top = node;
            }
            previous = place;
        }
        forest.plant();
        forest.sortChildren(Forest.ROOT, node -> nodeDates[node]);
        return forest;
    }
}
