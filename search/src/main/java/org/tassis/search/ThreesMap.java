package org.tassis.search;

import org.apache.lucene.util.BytesRef;
import org.tassis.store.search.IndexedText;

/// The threes of one text as a map of bits that several share, of a size that fits their number: a quarter of
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
        int octets = (Math.max(FEWEST_BITS, ROOM * threes.length) + 7) / 8;
        byte[] map = new byte[octets];
        for (int three : threes) {
            int bit = place(three, octets);
            map[bit >>> 3] |= (byte) (1 << (bit & 7));
        }
        return new BytesRef(map);
    }

    private static int place(int three, int octets) {
        return (int) ((long) (three & IndexedText.PLACES - 1) * 8 * octets / IndexedText.PLACES);
    }

    /// Whether all of these may be there.
    static boolean mayHold(BytesRef map, int[] threes) {
        for (int three : threes) {
            int bit = place(three, map.length);
            if ((map.bytes[map.offset + (bit >>> 3)] & 1 << (bit & 7)) == 0) {
                return false;
            }
        }
        return true;
    }
}
