package org.tassis.search;

import org.apache.lucene.util.BytesRef;
import org.tassis.store.search.IndexedText;

/// The threes of one text as a map of bits that several share, of a size that fits their number: a fifth of
/// the bits are set at most. For texts that have many: as terms they are most of the work of an index,
/// several hundred places of a table for each message. As a map a message is looked at in a fraction of a
/// microsecond.
final class ThreesMap {
    private static final int FEWEST_BITS = 512;

    /// Bits for each three, at least.
    private static final int ROOM = 4;

    private ThreesMap() {}

    /// @param threes without repetition, each less than {@link IndexedText#PLACES}, at least one
    static BytesRef of(int[] threes) {
        int bits = FEWEST_BITS;
        while (bits < IndexedText.PLACES && bits < (long) ROOM * threes.length) {
            bits *= 2;
        }
        byte[] map = new byte[bits / 8];
        for (int three : threes) {
            int bit = three & bits - 1;
            map[bit >>> 3] |= (byte) (1 << (bit & 7));
        }
        return new BytesRef(map);
    }

    /// Whether all of these may be there.
    static boolean mayHold(BytesRef map, int[] threes) {
        int mask = map.length * 8 - 1;
        for (int three : threes) {
            int bit = three & mask;
            if ((map.bytes[map.offset + (bit >>> 3)] & 1 << (bit & 7)) == 0) {
                return false;
            }
        }
        return true;
    }
}
