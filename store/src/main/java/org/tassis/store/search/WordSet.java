package org.tassis.store.search;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Words of small ASCII letters, each once, packed: for each length how many there are, in two octets, then
/// all words, the shorter ones first. So a word is looked for among those of its length only. Holds
/// buffers; one thread.
public final class WordSet {
    /// Shorter ones are left out.
    public static final int SHORTEST = 3;

    /// Longer ones are left out.
    public static final int LONGEST = 24;

    /// Octets of all words together; when they are full, further words are left out.
    public static final int MOST_OCTETS = 30_000;

    private static final int LENGTHS = LONGEST - SHORTEST + 1;
    private static final int HEAD = 2 * LENGTHS;
    private static final int TABLE = 1 << 14;
    private static final byte[] EMPTY = {};
    private static final int BITS = 5;

    private final byte[] words = new byte[MOST_OCTETS];
    private int end;
    private final int[] starts = new int[MOST_OCTETS / SHORTEST];
    private final byte[] lengths = new byte[starts.length];
    private int count;
    /// Numbers of words, from 1, by their hash.
    private final short[] table = new short[TABLE];
    private final int[] places = new int[starts.length];

    void clear() {
        for (int i = 0; i < count; i++) {
            table[places[i]] = 0;
        }
        count = 0;
        end = 0;
    }

    /// @param word   small ASCII letters
    /// @param hash   of the word: {@link #hash}, from 0, for one letter after the other
    /// @param length of the word, from {@link #SHORTEST} to {@link #LONGEST}
    void add(byte[] word, int length, int hash) {
        int place = (hash ^ hash >>> 15) & TABLE - 1;
        for (int known = table[place]; known != 0; known = table[place]) {
            if (lengths[known - 1] == length
                    && Arrays.equals(words, starts[known - 1], starts[known - 1] + length, word, 0, length)) {
                return;
            }
            place = place + 1 & TABLE - 1;
        }
        if (end + length > MOST_OCTETS) {
            return;
        }
        System.arraycopy(word, 0, words, end, length);
        starts[count] = end;
        lengths[count] = (byte) length;
        places[count] = place;
        end += length;
        table[place] = (short) ++count;
    }

    static int hash(int hash, int letter) {
        return (hash + letter) * 0x9E3779B1;
    }

    /// @return empty when there are no words
    byte[] octets() {
        if (count == 0) {
            return EMPTY;
        }
        int[] next = new int[LENGTHS];
        for (int i = 0; i < count; i++) {
            next[lengths[i] - SHORTEST]++;
        }
        int at = HEAD;
        byte[] head = new byte[HEAD];
        for (int i = 0; i < LENGTHS; i++) {
            int these = next[i];
            head[2 * i] = (byte) (these >>> 8);
            head[2 * i + 1] = (byte) these;
            next[i] = at;
            at += these * width(i + SHORTEST);
        }
        byte[] octets = Arrays.copyOf(head, at);
        for (int i = 0; i < count; i++) {
            int length = lengths[i];
            pack(words, starts[i], length, octets, next[length - SHORTEST]);
            next[length - SHORTEST] += width(length);
        }
        return octets;
    }

    /// Octets of a word of so many letters.
    private static int width(int length) {
        return (BITS * length + 7) / 8;
    }

    private static void pack(byte[] word, int from, int length, byte[] into, int at) {
        int bits = 0;
        int held = 0;
        int next = at;
        for (int i = from; i < from + length; i++) {
            bits = bits << BITS | word[i] - 'a';
            held += BITS;
            if (held >= 8) {
                held -= 8;
                into[next++] = (byte) (bits >>> held);
            }
        }
        if (held > 0) {
            into[next] = (byte) (bits << 8 - held);
        }
    }

    /// A word as {@link #holds} wants it.
    ///
    /// @param word small ASCII letters, from {@link #SHORTEST} to {@link #LONGEST} of them
    public static byte[] packed(String word) {
        byte[] packed = new byte[width(word.length())];
        pack(word.getBytes(StandardCharsets.US_ASCII), 0, word.length(), packed, 0);
        return packed;
    }

    /// @param octets a set that begins at `from`
    /// @param word   {@link #packed}
    /// @param length of the word, in letters
    public static boolean holds(byte[] octets, int from, byte[] word, int length) {
        int at = from + HEAD;
        for (int i = 0; i < length - SHORTEST; i++) {
            at += count(octets, from, i) * width(i + SHORTEST);
        }
        int end = at + count(octets, from, length - SHORTEST) * word.length;
        for (; at < end; at += word.length) {
            if (octets[at] == word[0] && Arrays.equals(octets, at, at + word.length, word, 0, word.length)) {
                return true;
            }
        }
        return false;
    }

    private static int count(byte[] octets, int from, int length) {
        return (octets[from + 2 * length] & 0xff) << 8 | octets[from + 2 * length + 1] & 0xff;
    }
}
