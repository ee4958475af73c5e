package org.tassis.managesieve.reply;

import java.nio.charset.StandardCharsets;

/// Strings as the server sends them: RFC 5804 §4, `string`.
public final class Strings {
    /// RFC 5804 §4: octets of a quoted string.
    private static final int MAX_QUOTED = 1024;

    private Strings() {}

    /// Quoted where that is possible, otherwise a literal.
    public static String of(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        if (octets.length > MAX_QUOTED || text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            return "{" + octets.length + "}\r\n" + text;
        }
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
