package org.tassis.store.search;

import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// Which three characters in a row occur in a text: a bit map in which several threes share a bit. A text of three
/// characters or more that is in it has all its bits there; one that lacks a bit is not, for certain. Immutable.
final class TextSignature {
    /// Bits of a map while it is made.
    private static final int MOST_BITS = 1 << 16;

    private static final int FEWEST_BITS = 1 << 9;
    private static final int OVERHEAD = 48;

    private final long[] map;

    private TextSignature(long[] map) {
        this.map = map;
    }

    /// @param threes from {@link #threes(String)}
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

    /// The hashes of all threes in a folded text; none when it is too short.
    static int[] threes(String folded) {
        int[] threes = new int[Math.max(0, folded.length() - 2)];
        for (int i = 0; i < threes.length; i++) {
            threes[i] = hash(folded.charAt(i), folded.charAt(i + 1), folded.charAt(i + 2));
        }
        return threes;
    }

    private static int hash(int one, int two, int three) {
        int hash = one * 0x9E3779B1 ^ two * 0x85EBCA77 ^ three * 0xC2B2AE3D;
        return hash ^ hash >>> 15;
    }

    /// Collects texts. Holds buffers, may be used again after {@link #build}; one thread.
    static final class Builder {
        private static final int CHARS = 4096;

        private final long[] map = new long[MOST_BITS / 64];
        private final char[] piece = new char[CHARS];
        private final char[] folded = new char[CHARS];
        /// The last two characters of the folded text, and of the text before it was folded; 0 before its start.
        private int one;

        private int two;
        private int rawOne;
        private int rawTwo;

        /// A text of its own.
        void add(String text) {
            start();
            folded(Fold.fold(text));
        }

        /// Octets of which the ASCII ones are looked for as they are.
        void add(byte[] octets) {
            start();
            for (byte octet : octets) {
                raw(lower(octet & 0xff));
            }
        }

        /// A text of its own, read to its end.
        ///
        /// @return false when `goOn` said no; the signature is of no use then
        boolean add(Reader text, BooleanSupplier goOn) throws IOException {
            start();
            int held = 0;
            while (goOn.getAsBoolean()) {
                int count = text.read(piece, held, piece.length - held);
                int end = held + Math.max(0, count);
                boolean last = count < 0;
                int cut = last ? end : Fold.boundary(piece, end);
                if (Fold.simple(piece, cut, folded)) {
                    simple(cut);
                } else {
                    for (int i = 0; i < cut; i++) {
                        raw(lower(piece[i]));
                    }
                    folded(Fold.fold(new String(piece, 0, cut)));
                }
                held = end - cut;
                System.arraycopy(piece, cut, piece, 0, held);
                if (last) {
                    return true;
                }
            }
            return false;
        }

        /// So much of the folded piece, in which ASCII is the same as before it was folded.
        private void simple(int end) {
            for (int i = 0; i < Math.min(2, end); i++) {
                raw(folded[i]);
            }
            int a = one;
            int b = two;
            for (int i = 0; i < end; i++) {
                char c = folded[i];
                int bit = hash(a, b, c) & (MOST_BITS - 1);
                map[bit >>> 6] |= 1L << bit;
                a = b;
                b = c;
            }
            one = a;
            two = b;
            if (end >= 2) {
                rawOne = a;
                rawTwo = b;
            }
        }

        private void start() {
            one = 0;
            two = 0;
            rawOne = 0;
            rawTwo = 0;
        }

        private void folded(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                set(one, two, c);
                one = two;
                two = c;
            }
        }

        private void raw(int c) {
            set(rawOne, rawTwo, c);
            rawOne = rawTwo;
            rawTwo = c;
        }

        private void set(int a, int b, int c) {
            int bit = hash(a, b, c) & (MOST_BITS - 1);
            map[bit >>> 6] |= 1L << bit;
        }

        private static int lower(int c) {
            return c >= 'A' && c <= 'Z' ? c + 32 : c;
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
