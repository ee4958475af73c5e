package org.tassis.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Searching and comparing octets. Stateless.
public final class Octets {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;

    private Octets() {}

    /// The index of the first LF in `[from, to)`, or -1.
    public static int lineFeed(byte[] octets, int from, int to) {
        return indexOf(octets, from, to, (byte) '\n');
    }

    /// The index of the first `wanted` in `[from, to)`, or -1. Eight octets at a step: this loop is what a scan costs.
    public static int indexOf(byte[] octets, int from, int to, byte wanted) {
        long pattern = (wanted & 0xffL) * LOW;
        int i = from;
        int last = to - Long.BYTES;
        while (i <= last) {
            long x = (long) LONGS.get(octets, i) ^ pattern;
            long zero = (x - LOW) & ~x & HIGH;
            if (zero != 0) {
                return i + (Long.numberOfTrailingZeros(zero) >>> 3); // the lowest set bit is always right
            }
            i += Long.BYTES;
        }
        for (; i < to; i++) {
            if (octets[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /// Compares ASCII letters without case; `offset + text.length()` must be inside.
    static boolean equalsIgnoringCase(byte[] octets, int offset, String text) {
        for (int i = 0; i < text.length(); i++) {
            int a = octets[offset + i] & 0xff;
            int b = text.charAt(i);
            if (a != b && (lower(a) != lower(b) || a > 127)) {
                return false;
            }
        }
        return true;
    }

    static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }

    static String lower(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                var lower = text.toCharArray();
                for (int k = i; k < lower.length; k++) {
                    lower[k] = (char) lower(lower[k]);
                }
                return new String(lower);
            }
        }
        return text;
    }

    static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    /// Trimmed, without CR, LF and NUL, as Latin-1.
    static String unfolded(byte[] octets, int from, int to) {
        while (from < to && isSpace(octets[from])) {
            from++;
        }
        while (to > from && isSpace(octets[to - 1])) {
            to--;
        }
        int i = from;
        while (i < to && octets[i] != '\r' && octets[i] != '\n' && octets[i] != 0) {
            i++;
        }
        if (i == to) {
            return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
        }
        var text = new byte[to - from];
        int n = 0;
        for (int k = from; k < to; k++) {
            byte b = octets[k];
            if (b != '\r' && b != '\n' && b != 0) {
                text[n++] = b;
            }
        }
        return new String(text, 0, n, StandardCharsets.ISO_8859_1);
    }
}
