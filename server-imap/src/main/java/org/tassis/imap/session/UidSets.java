package org.tassis.imap.session;

import org.tassis.core.UidSet;

/// Arithmetic of sets by their ranges, so that `1:*` costs what `1` does.
final class UidSets {
    private UidSets() {}

    static UidSet intersection(UidSet one, UidSet other) {
        UidSet.Builder both = new UidSet.Builder();
        int i = 0;
        int j = 0;
        while (i < one.rangeCount() && j < other.rangeCount()) {
            long first = Math.max(one.first(i), other.first(j));
            long last = Math.min(one.last(i), other.last(j));
            if (first <= last) {
                both.add(first, last);
            }
            if (one.last(i) < other.last(j)) {
                i++;
            } else {
                j++;
            }
        }
        return both.build();
    }

    /// What is in `one` and not in `other`.
    static UidSet difference(UidSet one, UidSet other) {
        UidSet.Builder rest = new UidSet.Builder();
        int j = 0;
        for (int i = 0; i < one.rangeCount(); i++) {
            long from = one.first(i);
            long to = one.last(i);
            while (j < other.rangeCount() && other.last(j) < from) {
                j++;
            }
            for (int k = j; k < other.rangeCount() && other.first(k) <= to; k++) {
                if (other.first(k) > from) {
                    rest.add(from, other.first(k) - 1);
                }
                from = Math.max(from, other.last(k) + 1);
            }
            if (from <= to) {
                rest.add(from, to);
            }
        }
        return rest.build();
    }
}
