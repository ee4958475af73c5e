package org.tassis.senderauth.dkim;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Optional;

/// What of a message may change on its way without breaking a signature: RFC 6376 §3.4.
enum Canonicalization {
    SIMPLE,
    RELAXED;

    /// @param header of the header, `body` of the body
    record Pair(Canonicalization header, Canonicalization body) {}

    /// `relaxed`, `relaxed/simple`: without a slash the body is simple.
    static Optional<Pair> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int slash = lower.indexOf('/');
        var header = one(slash < 0 ? lower : lower.substring(0, slash));
        var body = slash < 0 ? Optional.of(SIMPLE) : one(lower.substring(slash + 1));
        return header.flatMap(h -> body.map(b -> new Pair(h, b)));
    }

    private static Optional<Canonicalization> one(String word) {
        return switch (word) {
            case "simple" -> Optional.of(SIMPLE);
            case "relaxed" -> Optional.of(RELAXED);
            default -> Optional.empty();
        };
    }

    /// Writes one header field `[start, end)`, with its line end or without one.
    void field(byte[] octets, int start, int end, boolean lineEnd, ByteArrayOutputStream out) {
        int last = end;
        if (last > start && octets[last - 1] == '\n') {
            last--;
            if (last > start && octets[last - 1] == '\r') {
                last--;
            }
        }
        if (this == SIMPLE) {
            out.write(octets, start, last - start);
        } else {
            relaxed(octets, start, last, out);
        }
        if (lineEnd) {
            out.write('\r');
            out.write('\n');
        }
    }

    /// RFC 6376 §3.4.2.
    private static void relaxed(byte[] octets, int start, int end, ByteArrayOutputStream out) {
        int i = start;
        int colon = start;
        while (colon < end && octets[colon] != ':') {
            colon++;
        }
        int nameEnd = colon;
        while (nameEnd > start && isSpace(octets[nameEnd - 1])) {
            nameEnd--;
        }
        for (; i < nameEnd; i++) {
            byte b = octets[i];
            out.write(b >= 'A' && b <= 'Z' ? b + 32 : b);
        }
        if (colon == end) {
            return;
        }
        out.write(':');
        boolean space = false;
        boolean begun = false;
        for (i = colon + 1; i < end; i++) {
            byte b = octets[i];
            if (b == ' ' || b == '\t') {
                space = true;
            } else if (b == '\r' && i + 1 < end && octets[i + 1] == '\n') {
                i++; // unfolded: the white space behind it stays
            } else {
                if (space && begun) {
                    out.write(' ');
                }
                space = false;
                begun = true;
                out.write(b);
            }
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }
}
