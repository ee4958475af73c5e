package org.tassis.core;

import java.util.Arrays;
import java.util.stream.LongStream;

/// An immutable set of UIDs (1 to 2^32-1), kept as ascending ranges that neither overlap nor touch, so that
/// a set of a million neighbours costs sixteen octets.
public final class UidSet {
    public static final long MAX_UID = 0xFFFF_FFFFL;
    public static final UidSet EMPTY = new UidSet(new long[0]);
    public static final UidSet ALL = of(1, MAX_UID);

    /// first0, last0, first1, last1, ...
    private final long[] bounds;

    private UidSet(long[] bounds) {
        this.bounds = bounds;
    }

    public static UidSet of(long uid) {
        return of(uid, uid);
    }

    /// The range between the two, whichever is larger: RFC 9051 §9, `seq-range`.
    public static UidSet of(long one, long other) {
        return new Builder().add(one, other).build();
    }

    /// From `first` to the one before `end`; empty when there is none.
    public static UidSet between(long first, long end) {
        return first < end ? of(first, end - 1) : EMPTY;
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /// How many UIDs.
    public long size() {
        long size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += bounds[i + 1] - bounds[i] + 1;
        }
        return size;
    }

    public int rangeCount() {
        return bounds.length / 2;
    }

    public long first(int range) {
        return bounds[2 * range];
    }

    public long last(int range) {
        return bounds[2 * range + 1];
    }

    public boolean contains(long uid) {
        int low = 0;
        int high = rangeCount() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (uid < first(middle)) {
                high = middle - 1;
            } else if (uid > last(middle)) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /// Every UID, ascending. Do not call on a set that came from outside unless it was intersected with a
    /// mailbox.
    public LongStream stream() {
        return LongStream.range(0, rangeCount()).flatMap(i -> LongStream.rangeClosed(first((int) i), last((int) i)));
    }

    public UidSet union(UidSet other) {
        return new Builder().add(this).add(other).build();
    }

    /// As IMAP writes it: `1:3,7`. The empty set is the empty string.
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < rangeCount(); i++) {
            if (i > 0) {
                out.append(',');
            }
            out.append(first(i));
            if (last(i) > first(i)) {
                out.append(':').append(last(i));
            }
        }
        return out.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UidSet that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /// Collects UIDs in any order; ascending order costs nothing extra. Not thread-safe.
    public static final class Builder {
        private long[] bounds = new long[16];
        private int length;
        private boolean ascending = true;

        public Builder add(long uid) {
            return add(uid, uid);
        }

        public Builder add(long one, long other) {
            long first = Math.min(one, other);
            long last = Math.max(one, other);
            if (first < 1 || last > MAX_UID) {
                throw new IllegalArgumentException("not UIDs: " + first + ":" + last);
            }
            if (ascending && length > 0) {
                long end = bounds[length - 1];
                if (first > end + 1) {
                    append(first, last);
                } else if (first >= bounds[length - 2]) {
                    bounds[length - 1] = Math.max(end, last);
                } else {
                    ascending = false;
                    append(first, last);
                }
            } else {
                append(first, last);
            }
            return this;
        }

        public Builder add(UidSet set) {
            for (int i = 0; i < set.rangeCount(); i++) {
                add(set.first(i), set.last(i));
            }
            return this;
        }

        private void append(long first, long last) {
            if (length == bounds.length) {
                bounds = Arrays.copyOf(bounds, length * 2);
            }
            bounds[length++] = first;
            bounds[length++] = last;
        }

        public UidSet build() {
            if (length == 0) {
                return EMPTY;
            }
            if (!ascending) {
                long[][] ranges = new long[length / 2][];
                for (int i = 0; i < ranges.length; i++) {
                    ranges[i] = new long[] {bounds[2 * i], bounds[2 * i + 1]};
                }
                Arrays.sort(ranges, (a, b) -> Long.compare(a[0], b[0]));
                Builder sorted = new Builder();
                for (long[] range : ranges) {
                    sorted.add(range[0], range[1]);
                }
                return sorted.build();
            }
            return new UidSet(Arrays.copyOf(bounds, length));
        }
    }
}
