package org.tassis.imap.wire;

import java.util.Arrays;
import org.tassis.core.UidSet;

/// The numbers of a `sequence-set` as the client wrote them, in which `*` stands for the largest number in use:
/// RFC 9051 §9. Not sorted, may overlap; at most {@link #MAX_RANGES} ranges. Immutable.
public final class NumberSet {
    public static final int MAX_RANGES = 10_000;

    /// The largest number in use.
    public static final long STAR = Long.MAX_VALUE;

    /// one0, other0, one1, other1, ...
    private final long[] bounds;

    NumberSet(long[] bounds) {
        this.bounds = bounds;
    }

    /// Each pair of numbers is a range, in either order.
    public static NumberSet of(long... pairs) {
        if (pairs.length == 0 || pairs.length % 2 != 0) {
            throw new IllegalArgumentException("pairs");
        }
        return new NumberSet(pairs.clone());
    }

    public int rangeCount() {
        return bounds.length / 2;
    }

    /// The smaller end of a range.
    ///
    /// @param star what `*` stands for
    public long first(int range, long star) {
        return Math.min(resolve(bounds[2 * range], star), resolve(bounds[2 * range + 1], star));
    }

    /// The larger end of a range.
    public long last(int range, long star) {
        return Math.max(resolve(bounds[2 * range], star), resolve(bounds[2 * range + 1], star));
    }

    private static long resolve(long number, long star) {
        return number == STAR ? star : number;
    }

    /// Whether an end of the range is `*`.
    public boolean hasStar(int range) {
        return bounds[2 * range] == STAR || bounds[2 * range + 1] == STAR;
    }

    public boolean hasStar() {
        for (long bound : bounds) {
            if (bound == STAR) {
                return true;
            }
        }
        return false;
    }

    /// The numbers as a set.
    ///
    /// @throws ImapSyntaxException there is a `*` in it
    public UidSet toUidSet() {
        if (hasStar()) {
            throw new ImapSyntaxException("* is not allowed here");
        }
        var set = new UidSet.Builder();
        for (int i = 0; i < bounds.length; i += 2) {
            set.add(bounds[i], bounds[i + 1]);
        }
        return set.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberSet that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            out.append(i > 0 ? "," : "").append(bounds[i] == STAR ? "*" : Long.toString(bounds[i]));
            if (bounds[i] != bounds[i + 1]) {
                out.append(':').append(bounds[i + 1] == STAR ? "*" : Long.toString(bounds[i + 1]));
            }
        }
        return out.toString();
    }
}
