package org.tassis.imap.wire;

/// Which octets may stand where: RFC 9051 §9.
final class Ascii {
    private static final boolean[] ATOM = new boolean[128];

    static {
        for (int c = 0x21; c < 0x7f; c++) {
            ATOM[c] = "(){%*\"\\]".indexOf(c) < 0;
        }
    }

    private Ascii() {}

    /// `ATOM-CHAR`.
    static boolean isAtomChar(int c) {
        return c >= 0 && c < 128 && ATOM[c];
    }

    /// `ASTRING-CHAR`.
    static boolean isAstringChar(int c) {
        return isAtomChar(c) || c == ']';
    }

    /// `list-char`.
    static boolean isListChar(int c) {
        return isAstringChar(c) || c == '%' || c == '*';
    }

    static boolean isTagChar(int c) {
        return isAstringChar(c) && c != '+';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static int upper(int c) {
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    }
}
