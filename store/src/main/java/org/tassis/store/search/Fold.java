package org.tassis.store.search;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/// Makes texts comparable that people read as the same: without case, and however accents and widths are written.
/// In the spirit of `i;unicode-casemap` (RFC 5051), which RFC 9051 §6.4.4 leaves to the server.
final class Fold {
    /// What each character folds to by itself, in pages made at their first use; 0 where that is not one character, or
    /// depends on its neighbours.
    private static final char[] @Nullable [] PAGES = new char[256][];

    private Fold() {}

    /// Folds characters one by one, which does for nearly all text: where none of them joins with its neighbours or
    /// becomes several.
    ///
    /// @return whether that is so; if not, `into` means nothing and {@link #fold} must be used
    static boolean simple(char[] text, int length, char[] into) {
        for (int i = 0; i < length; i++) {
            char c = text[i];
            if (c < 0x80) {
                into[i] = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
            } else {
                char folded = page(c >>> 8)[c & 0xff];
                if (folded == 0) {
                    return false;
                }
                into[i] = folded;
            }
        }
        return true;
    }

    private static char[] page(int number) {
        char[] page = PAGES[number];
        if (page == null) { // made twice by two threads, it is the same
            page = new char[256];
            for (int i = 0; i < 256; i++) {
                char c = (char) (number << 8 | i);
                String folded = standsAlone(c) ? foldUnicode(String.valueOf(c)) : "";
                page[i] = folded.length() == 1 ? folded.charAt(0) : 0;
            }
            PAGES[number] = page;
        }
        return page;
    }

    private static boolean standsAlone(char c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.SURROGATE -> false;
            default -> !isJamo(c);
        };
    }

    /// Parts of Hangul syllables, and syllables that a part may join: Unicode §3.12.
    private static boolean isJamo(char c) {
        return (c >= 0x1100 && c <= 0x11ff)
                || (c >= 0xa960 && c <= 0xa97f)
                || (c >= 0xd7b0 && c <= 0xd7ff)
                || (c >= 0xac00 && c <= 0xd7a3 && (c - 0xac00) % 28 == 0);
    }

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
