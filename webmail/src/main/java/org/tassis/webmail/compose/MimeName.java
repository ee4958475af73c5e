package org.tassis.webmail.compose;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A file's name as a parameter of a header field: quoted where it is ASCII, else percent-encoded (RFC 2231
/// §4), and in pieces where it is long (§3). Lines stay below 78 octets.
final class MimeName {
    private static final int PIECE = 55;
    private static final String PLAIN = "!#$&+-.^_`|~";

    private MimeName() {}

    /// @param name without control characters
    /// @return `; filename="..."`, folded
    static String filename(String name) {
        boolean ascii = name.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (ascii && name.length() <= PIECE) {
            return ";\r\n filename=\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder("utf-8''");
        for (int i = 0; i < name.length(); ) {
            int point = name.codePointAt(i);
            String encoded = encoded(Character.toString(point));
            if (piece.length() + encoded.length() > PIECE) {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
            piece.append(encoded);
            i += Character.charCount(point);
        }
        pieces.add(piece.toString());
        if (pieces.size() == 1) {
            return ";\r\n filename*=" + pieces.getFirst();
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pieces.size(); i++) {
            out.append(";\r\n filename*").append(i).append("*=").append(pieces.get(i));
        }
        return out.toString();
    }

    private static String encoded(String character) {
        StringBuilder out = new StringBuilder();
        for (byte octet : character.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain =
                    c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || PLAIN.indexOf(c) >= 0;
            if (plain) {
                out.append(c);
            } else {
                out.append('%').append(String.format(java.util.Locale.ROOT, "%02X", (int) c));
            }
        }
        return out.toString();
    }
}
