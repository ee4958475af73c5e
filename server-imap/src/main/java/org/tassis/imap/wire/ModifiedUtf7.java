package org.tassis.imap.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The encoding of mailbox names in IMAP4rev1: RFC 3501 §5.1.3. Strict: each text has one encoding, and anything else
/// is refused, so that two spellings never mean one mailbox.
public final class ModifiedUtf7 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            VALUES[ALPHABET.charAt(i)] = (byte) i;
        }
    }

    private ModifiedUtf7() {}

    /// Printable ASCII. Unpaired surrogates are encoded as they are (and would not decode).
    public static String encode(String text) {
        int i = 0;
        while (i < text.length() && isDirect(text.charAt(i))) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, i);
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '&') {
                out.append("&-");
                i++;
            } else if (isDirect(c)) {
                out.append(c);
                i++;
            } else {
                int end = i;
                while (end < text.length() && (text.charAt(end) < 0x20 || text.charAt(end) > 0x7e)) {
                    end++;
                }
                shift(text, i, end, out);
                i = end;
            }
        }
        return out.toString();
    }

    private static void shift(String text, int from, int to, StringBuilder out) {
        out.append('&');
        int bits = 0;
        int held = 0;
        for (int i = from; i < to; i++) {
            bits = (bits << 16) | text.charAt(i);
            held += 16;
            while (held >= 6) {
                held -= 6;
                out.append(ALPHABET.charAt((bits >>> held) & 0x3f));
            }
            bits &= (1 << held) - 1;
        }
        if (held > 0) {
            out.append(ALPHABET.charAt((bits << (6 - held)) & 0x3f));
        }
        out.append('-');
    }

    private static boolean isDirect(char c) {
        return c >= 0x20 && c <= 0x7e && c != '&';
    }

    /// Null when the octets are not the one encoding of some text.
    public static @Nullable String decode(byte[] octets) {
        StringBuilder out = new StringBuilder(octets.length);
        int i = 0;
        while (i < octets.length) {
            int c = octets[i++];
            if (c < 0x20 || c > 0x7e) {
                return null;
            }
            if (c != '&') {
                out.append((char) c);
                continue;
            }
            int bits = 0;
            int held = 0;
            boolean closed = false;
            int before = out.length();
            while (i < octets.length && !closed) {
                int d = octets[i++];
                if (d == '-') {
                    closed = true;
                } else {
                    int value = d < 0 ? -1 : VALUES[d];
                    if (value < 0) {
                        return null;
                    }
                    bits = (bits << 6) | value;
                    held += 6;
                    if (held >= 16) {
                        held -= 16;
                        out.append((char) (bits >>> held));
                        bits &= (1 << held) - 1;
                    }
                }
            }
            if (!closed) {
                return null;
            }
            if (before == out.length()) {
                if (held != 0) {
                    return null;
                }
                out.append('&');
            }
        }
        String text = out.toString();
        // one comparison refuses all else: ASCII that was shifted, bits that are not zero, two shifts in a row
        return encode(text).equals(new String(octets, StandardCharsets.US_ASCII)) && isWellFormed(text) ? text : null;
    }

    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)) {
                if (++i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            } else if (Character.isLowSurrogate(c)) {
                return false;
            }
        }
        return true;
    }
}
