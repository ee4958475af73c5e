package org.tassis.store.search;

import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// Goes through texts and tells of every three characters in a row, folded and, where that differs, as they
/// are: every text that a {@link Needle} finds there has all its threes there. Those with white space in
/// them are left out, as they are half of all and say next to nothing that their neighbours do not. Holds
/// buffers; one thread.
abstract class Threes {
    private static final int CHARS = 4096;

    private final char[] piece = new char[CHARS];
    private final char[] folded = new char[CHARS];
    /// The last two characters of the folded text, and of the text before it was folded; 0 before its start.
    private int one;

    private int two;
    private int rawOne;
    private int rawTwo;

    /// Is told the hash of one; the same one may come any number of times.
    abstract void three(int hash);

    /// The hashes of all threes in a folded text; none when it has no three characters in a row without white
    /// space.
    static int[] of(String folded) {
        int[] threes = new int[Math.max(0, folded.length() - 2)];
        int count = 0;
        for (int i = 0; i + 2 < folded.length(); i++) {
            char one = folded.charAt(i);
            char two = folded.charAt(i + 1);
            char three = folded.charAt(i + 2);
            if (counts(one, two, three)) {
                threes[count++] = hash(one, two, three);
            }
        }
        return Arrays.copyOf(threes, count);
    }

    /// White space, and what stands for the text's beginning, is below.
    private static boolean counts(int one, int two, int three) {
        return one > ' ' && two > ' ' && three > ' ';
    }

    private static int hash(int one, int two, int three) {
        int hash = one * 0x9E3779B1 ^ two * 0x85EBCA77 ^ three * 0xC2B2AE3D;
        return hash ^ hash >>> 15;
    }

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
    /// @return false when `goOn` said no; what was told is not all then
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
            if (counts(a, b, c)) {
                three(hash(a, b, c));
            }
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
            if (counts(one, two, c)) {
                three(hash(one, two, c));
            }
            one = two;
            two = c;
        }
    }

    private void raw(int c) {
        if (counts(rawOne, rawTwo, c)) {
            three(hash(rawOne, rawTwo, c));
        }
        rawOne = rawTwo;
        rawTwo = c;
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
}
