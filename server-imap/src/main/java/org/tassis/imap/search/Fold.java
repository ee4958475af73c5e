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
}
