package org.tassis.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArrayMap;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/// Languages whose words are brought to their stems. A message is indexed in the one it is written in.
enum Language {
    ENGLISH("en", new EnglishAnalyzer(), EnglishAnalyzer.getDefaultStopSet()),
    FRENCH("fr", new FrenchAnalyzer(), FrenchAnalyzer.getDefaultStopSet()),
    DUTCH("nl", new DutchAnalyzer(), DutchAnalyzer.getDefaultStopSet()),
    GERMAN("de", new GermanAnalyzer(), GermanAnalyzer.getDefaultStopSet()),
    OTHER("other", new StandardAnalyzer(), CharArraySet.EMPTY_SET);

    /// So many characters tell the language.
    private static final int LOOKED_AT = 1500;

    /// Fewer little words tell nothing.
    private static final int FEWEST = 3;

    /// Of what somebody typed.
    private static final int MAX_WORDS = 12;

    /// With a bit for each language that has them.
    private static final CharArrayMap<Integer> LITTLE_WORDS = new CharArrayMap<>(1000, false);

    static {
        for (Language language : values()) {
            for (Object word : language.littleWords) {
                char[] letters = (char[]) word;
                Integer others = LITTLE_WORDS.get(letters, 0, letters.length);
                LITTLE_WORDS.put(letters, (others == null ? 0 : others) | 1 << language.ordinal());
            }
        }
    }

    private final String field;
    private final String files;
    private final Analyzer analyzer;
    private final CharArraySet littleWords;

    Language(String name, Analyzer analyzer, CharArraySet littleWords) {
        this.field = "words." + name;
        this.files = "files." + name;
        this.analyzer = analyzer;
        this.littleWords = littleWords;
    }

    /// Of the index.
    String field() {
        return field;
    }

    /// Of the index, for the text of attachments.
    String files() {
        return files;
    }

    /// Of the text of attachments, with all its words; one at a time on a thread.
    TokenStream fileStream(String text) {
        return analyzer.tokenStream(files, text);
    }

    /// The stems of what somebody typed.
    List<String> stems(String text) {
        return stems(text, MAX_WORDS);
    }

    /// Those of a message's words.
    List<String> allStems(String text) {
        if (this == OTHER && isLetters(text)) {
            return List.of(text.toLowerCase(Locale.ROOT));
        }
        return stems(text, Integer.MAX_VALUE);
    }

    private static boolean isLetters(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return text.length() <= StandardAnalyzer.DEFAULT_MAX_TOKEN_LENGTH;
    }

    private List<String> stems(String text, int most) {
        List<String> stems = new ArrayList<>();
        try (TokenStream stream = analyzer.tokenStream(field, text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stems.size() < most && stream.incrementToken()) {
                stems.add(term.toString());
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is read
        }
        return stems;
    }

    /// By the little words that each language is full of.
    static Language of(String text) {
        Language[] all = values();
        int[] counts = new int[all.length];
        int start = -1;
        int end = Math.min(text.length(), LOOKED_AT);
        char[] word = new char[end];
        for (int i = 0; i <= end; i++) {
            boolean letter = i < end && Character.isLetter(text.charAt(i));
            if (letter) {
                start = start < 0 ? i : start;
                word[i - start] = Character.toLowerCase(text.charAt(i));
            } else if (start >= 0) {
                Integer languages = LITTLE_WORDS.get(word, 0, i - start);
                for (int left = languages == null ? 0 : languages; left != 0; left &= left - 1) {
                    counts[Integer.numberOfTrailingZeros(left)]++;
                }
                start = -1;
            }
        }
        Language best = OTHER;
        int most = FEWEST - 1;
        for (Language language : all) {
            if (counts[language.ordinal()] > most) {
                most = counts[language.ordinal()];
                best = language;
            }
        }
        return best;
    }
}
