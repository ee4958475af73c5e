package org.tassis.store.search;

import java.util.Arrays;

/// Which three characters in a row occur in a text: a bit map in which several threes share a bit. A text
/// of three characters or more that is in it has all its bits there; one that lacks a bit is not, for
/// certain. Immutable.
final class TextSignature {
    /// Bits of a map while it is made.
    private static final int MOST_BITS = 1 << 16;

    private static final int FEWEST_BITS = 1 << 9;
    private static final int OVERHEAD = 48;

    private final long[] map;

    private TextSignature(long[] map) {
        this.map = map;
    }

    /// @param threes from {@link Threes#of}
    boolean mayHold(int[] threes) {
        int mask = map.length * 64 - 1;
        for (int three : threes) {
            int bit = three & mask;
            if ((map[bit >>> 6] & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    int octets() {
        return 8 * map.length + OVERHEAD;
    }

    /// Collects texts. Holds buffers, may be used again after {@link #build}; one thread.
    static final class Builder extends Threes {
        private final long[] map = new long[MOST_BITS / 64];

        @Override
        void three(int hash) {
            int bit = hash & (MOST_BITS - 1);
            map[bit >>> 6] |= 1L << bit;
        }

        TextSignature build() {
            return new TextSignature(shrunk(map));
        }

        void clear() {
            Arrays.fill(map, 0);
        }

        /// Halves the map while no more than three eighths of its bits become set.
        private static long[] shrunk(long[] map) {
            long[] now = map.clone();
            int length = now.length;
            while (length > FEWEST_BITS / 64) {
                int half = length / 2;
                int set = 0;
                for (int i = 0; i < half; i++) {
                    set += Long.bitCount(now[i] | now[i + half]);
                }
                if (set > half * 64 * 3 / 8) {
                    break;
                }
                for (int i = 0; i < half; i++) {
                    now[i] |= now[i + half];
                }
                length = half;
            }
            return Arrays.copyOf(now, length);
        }
    }
}
