package org.tassis.imap.search;

import java.text.Normalizer;

/// Makes texts comparable that people read as the same: without case, and however accents and widths are written.
/// In the spirit of `i;unicode-casemap` (RFC 5051), which RFC 9051 §6.4.4 leaves to the server.
final class Fold {
    private Fold() {}

    static String fold(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return foldUnicode(text);
            }
        }
        return foldAscii(text);
    }

    private static String foldAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                char[] folded = text.toCharArray();
                for (int k = i; k < folded.length; k++) {
                    if (folded[k] >= 'A' && folded[k] <= 'Z') {
                        folded[k] = (char) (folded[k] + 32);
                    }
                }
                return new String(folded);
            }
        }
        return text;
    }

    /// Per character, so that a word folds the same wherever it stands.
    private static String foldUnicode(String text) {
        String whole = Normalizer.normalize(text, Normalizer.Form.NFKC);
        StringBuilder folded = new StringBuilder(whole.length());
        for (int i = 0; i < whole.length(); ) {
            int c = whole.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\u00df' || c == '\u1e9e') {
                folded.append("ss");
            } else {
                folded.appendCodePoint(Character.toLowerCase(Character.toUpperCase(c)));
            }
        }
        // folding may bring together what composes
        return Normalizer.normalize(folded, Normalizer.Form.NFKC);
    }

    /// Where a text may be cut so that both pieces fold as the whole does: before its last ASCII character, which
    /// nothing before it joins with. A long text without any is cut anywhere.
    ///
    /// @param end how much of the array is text
    static int boundary(char[] text, int end) {
        for (int i = end - 1; i > 0 && i > end - 64; i--) {
            if (text[i] < 0x80) {
                return i;
            }
        }
        int cut = end < text.length / 2 ? 0 : end;
        return cut > 0 && Character.isHighSurrogate(text[cut - 1]) ? cut - 1 : cut;
    }
}
