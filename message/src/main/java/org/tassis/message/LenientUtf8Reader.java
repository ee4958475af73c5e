package org.tassis.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.Charset;

/// Reads UTF-8; octets that are not valid UTF-8 are read as windows-1252, one by one. So a text whose character set is
/// not told, or is a lie, is nearly always readable.
final class LenientUtf8Reader extends Reader {
    private static final char[] WINDOWS_1252 = new char[128];

    static {
        var all = new byte[128];
        for (int i = 0; i < 128; i++) {
            all[i] = (byte) (i + 128);
        }
        new String(all, Charset.forName("windows-1252")).getChars(0, 128, WINDOWS_1252, 0);
    }

    private final InputStream in;
    private final byte[] buffer = new byte[2048];
    private int at;
    private int limit;
    private boolean ended;
    private char lowSurrogate;

    LenientUtf8Reader(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int n = 0;
        if (lowSurrogate != 0) {
            into[offset] = lowSurrogate;
            lowSurrogate = 0;
            n = 1;
        }
        while (n < length) {
            if (limit - at < 4 && !ended && (n == 0 || limit == at || buffer[at] < 0)) {
                if (n > 0 && limit == at) {
                    break;
                }
                fill();
            }
            if (at == limit) {
                break;
            }
            int b = buffer[at];
            if (b >= 0) {
                at++;
                into[offset + n++] = (char) b;
                continue;
            }
            int codePoint = sequence();
            if (codePoint < 0) {
                into[offset + n++] = WINDOWS_1252[buffer[at++] & 0x7f];
            } else if (codePoint < 0x10000) {
                into[offset + n++] = (char) codePoint;
            } else {
                into[offset + n++] = Character.highSurrogate(codePoint);
                if (n < length) {
                    into[offset + n++] = Character.lowSurrogate(codePoint);
                } else {
                    lowSurrogate = Character.lowSurrogate(codePoint);
                }
            }
        }
        return n == 0 ? -1 : n;
    }

    /// The code point of the sequence at `at`, which is then behind it; -1, and `at` unmoved, when it is not valid.
    private int sequence() {
        int first = buffer[at] & 0xff;
        int length = first >= 0xf0 && first <= 0xf4
                ? 4
                : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xc2 && first < 0xe0 ? 2 : 0;
        if (length == 0 || at + length > limit) {
            return -1;
        }
        int value = first & (0x7f >> length);
        for (int i = 1; i < length; i++) {
            int next = buffer[at + i] & 0xff;
            if ((next & 0xc0) != 0x80) {
                return -1;
            }
            value = value << 6 | next & 0x3f;
        }
        if (length == 3 && (value < 0x800 || value >= 0xd800 && value < 0xe000)
                || length == 4 && (value < 0x10000 || value > 0x10ffff)) {
            return -1;
        }
        at += length;
        return value;
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, at, buffer, 0, limit - at);
        limit -= at;
        at = 0;
        while (limit < 4 && !ended) {
            int n = in.read(buffer, limit, buffer.length - limit);
            if (n < 0) {
                ended = true;
            } else {
                limit += n;
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
