package org.tassis.search;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.TermFrequencyAttribute;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// The stems of a text, each with how often it comes. What stands between white space is given to the
/// language's analyzer once, and remembered: mail is written with few words. Bounded memory; one thread, one
/// stream at a time.
final class Stems {
    /// Remembered, at most.
    private static final int PLACES = 1 << 14;

    /// Longer ones are not remembered.
    private static final int LONGEST = 40;

    /// What no word begins or ends with, in any language.
    private static final boolean[] OUTSIDE = new boolean[128];

    static {
        for (char c : "\"'().,;:!?<>[]{}=-".toCharArray()) {
            OUTSIDE[c] = true;
        }
    }

    private final @Nullable Piece[] known = new Piece[PLACES];
    private final List<Piece> used = new ArrayList<>();
    private final Stream stream = new Stream();
    private int message;

    /// What stands between white space, in one language.
    private static final class Piece {
        private final Language language;
        private final String text;
        private final BytesRef[] stems;
        /// Which message counts it now, and how often it has.
        private int message;

        private int count;

        private Piece(Language language, String text) {
            this.language = language;
            this.text = text;
            List<String> stems = language.allStems(text);
            this.stems = new BytesRef[stems.size()];
            for (int i = 0; i < this.stems.length; i++) {
                this.stems[i] = new BytesRef(stems.get(i));
            }
        }

        private boolean is(Language other, char[] text, int from, int to) {
            if (language != other || this.text.length() != to - from) {
                return false;
            }
            for (int i = from; i < to; i++) {
                if (this.text.charAt(i - from) != text[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /// Good until this is called again.
    TokenStream of(Language language, String text) {
        message++;
        used.clear();
        char[] characters = text.toCharArray();
        int start = -1;
        for (int i = 0; i <= characters.length; i++) {
            if (i == characters.length || isWhite(characters[i])) {
                if (start >= 0) {
                    count(language, characters, start, i);
                }
                start = -1;
            } else if (start < 0) {
                start = i;
            }
        }
        return stream;
    }

    /// Such as words never go across.
    private static boolean isWhite(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private void count(Language language, char[] text, int start, int end) {
        int from = start;
        int to = end;
        while (from < to && text[from] < 128 && OUTSIDE[text[from]]) {
            from++;
        }
        while (to > from && text[to - 1] < 128 && OUTSIDE[text[to - 1]]) {
            to--;
        }
        if (from == to) {
            return;
        }
        Piece piece = piece(language, text, from, to);
        if (piece.message != message) {
            piece.message = message;
            piece.count = 0;
            used.add(piece);
        }
        piece.count++;
    }

    private Piece piece(Language language, char[] text, int from, int to) {
        if (to - from > LONGEST) {
            return new Piece(language, new String(text, from, to - from));
        }
        int hash = language.ordinal();
        for (int i = from; i < to; i++) {
            hash = (hash + text[i]) * 0x9E3779B1;
        }
        int place = (hash ^ hash >>> 16) & PLACES - 1;
        Piece piece = known[place];
        if (piece == null || !piece.is(language, text, from, to)) {
            piece = new Piece(language, new String(text, from, to - from));
            known[place] = piece;
        }
        return piece;
    }

    private final class Stream extends TokenStream {
        private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
        private final TermFrequencyAttribute times = addAttribute(TermFrequencyAttribute.class);
        private int piece;
        private int stem;

        @Override
        public void reset() {
            piece = 0;
            stem = 0;
        }

        @Override
        public boolean incrementToken() {
            while (piece < used.size()) {
                Piece now = used.get(piece);
                if (stem < now.stems.length) {
                    clearAttributes();
                    term.setBytesRef(now.stems[stem++]);
                    times.setTermFrequency(now.count);
                    return true;
                }
                piece++;
                stem = 0;
            }
            return false;
        }
    }
}
