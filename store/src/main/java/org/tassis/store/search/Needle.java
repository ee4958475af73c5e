package org.tassis.store.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What is looked for in texts, folded once. Looks through characters, or, when it is ASCII itself, through
/// octets that need not be decoded for that. Holds buffers: one thread.
final class Needle {
    private static final int CHARS = 4096;
    private static final int OCTETS = 32 * 1024;
    private static final byte[] LOWER = new byte[256];

    static {
        for (int i = 0; i < 256; i++) {
            LOWER[i] = (byte) (i >= 'A' && i <= 'Z' ? i + 32 : i);
        }
    }

    private final String folded;
    /// Knuth, Morris, Pratt: how much of the needle still matches when its character `i` does not.
    private final int[] borders;

    private final boolean ascii;
    private final byte[] octets;
    private final int[] threes;
    /// Horspool: how far to go on for the octet under the needle's end.
    private final int[] skips = new int[256];

    private char @Nullable [] chars;
    private char @Nullable [] foldedChars;
    private byte @Nullable [] buffer;

    Needle(String text) {
        folded = Fold.fold(text);
        borders = new int[folded.length()];
        for (int i = 1, border = 0; i < folded.length(); i++) {
            while (border > 0 && folded.charAt(i) != folded.charAt(border)) {
                border = borders[border - 1];
            }
            if (folded.charAt(i) == folded.charAt(border)) {
                border++;
            }
            borders[i] = border;
        }
        threes = Threes.of(folded);
        ascii = folded.chars().allMatch(c -> c < 0x80);
        octets = folded.getBytes(StandardCharsets.UTF_8);
        Arrays.fill(skips, octets.length);
        for (int i = 0; i < octets.length - 1; i++) {
            skips[octets[i] & 0xff] = octets.length - 1 - i;
            if (octets[i] >= 'a' && octets[i] <= 'z') {
                skips[octets[i] - 32] = octets.length - 1 - i;
            }
        }
    }

    boolean isEmpty() {
        return folded.isEmpty();
    }

    /// Whether {@link #in(byte[], int, int)} and {@link #in(InputStream, BooleanSupplier)} may be asked.
    boolean isAscii() {
        return ascii;
    }

    /// What a {@link TextSignature} is asked with.
    int[] threes() {
        return threes;
    }

    /// The text, as it is looked for.
    String folded() {
        return folded;
    }

    boolean hasSpace() {
        return folded.indexOf(' ') >= 0 || folded.indexOf('\t') >= 0;
    }

    boolean in(String text) {
        return Fold.fold(text).contains(folded);
    }

    /// Reads the text until the needle was found.
    ///
    /// @param goOn asked now and then; when it says no, the answer is no
    boolean in(Reader text, BooleanSupplier goOn) throws IOException {
        if (isEmpty()) {
            return true;
        }
        char[] piece = chars;
        char[] into = foldedChars;
        if (piece == null || into == null) {
            piece = new char[CHARS];
            into = new char[CHARS];
            chars = piece;
            foldedChars = into;
        }
        int held = 0;
        int matched = 0;
        while (goOn.getAsBoolean()) {
            int count = text.read(piece, held, piece.length - held);
            int end = held + Math.max(0, count);
            boolean last = count < 0;
            int cut = last ? end : Fold.boundary(piece, end);
            char[] part = into;
            int length = cut;
            if (!Fold.simple(piece, cut, into)) {
                part = Fold.fold(new String(piece, 0, cut)).toCharArray();
                length = part.length;
            }
            for (int i = 0; i < length; i++) {
                char c = part[i];
                while (matched > 0 && folded.charAt(matched) != c) {
                    matched = borders[matched - 1];
                }
                if (folded.charAt(matched) == c && ++matched == folded.length()) {
                    return true;
                }
            }
            if (last) {
                return false;
            }
            held = end - cut;
            System.arraycopy(piece, cut, piece, 0, held);
        }
        return false;
    }

    /// Whether the needle, which is ASCII, is in the octets `[from, to)` in any case.
    boolean in(byte[] text, int from, int to) {
        byte[] needle = octets;
        int last = needle.length - 1;
        if (last < 0) {
            return true;
        }
        for (int at = from + last; at < to; ) {
            int octet = text[at] & 0xff;
            if (LOWER[octet] == needle[last]) {
                int i = last;
                while (i > 0 && LOWER[text[at - last + i - 1] & 0xff] == needle[i - 1]) {
                    i--;
                }
                if (i == 0) {
                    return true;
                }
            }
            at += skips[octet];
        }
        return false;
    }

    /// As {@link #in(byte[], int, int)} for octets that come.
    boolean in(InputStream text, BooleanSupplier goOn) throws IOException {
        byte[] piece = buffer;
        int keep = Math.max(0, octets.length - 1);
        if (piece == null) {
            piece = new byte[Math.max(OCTETS, 2 * octets.length)];
            buffer = piece;
        }
        int held = 0;
        while (goOn.getAsBoolean()) {
            int count = text.read(piece, held, piece.length - held);
            if (count < 0) {
                return isEmpty();
            }
            int end = held + count;
            if (in(piece, 0, end)) {
                return true;
            }
            held = Math.min(keep, end);
            System.arraycopy(piece, end - held, piece, 0, held);
        }
        return false;
    }
}
