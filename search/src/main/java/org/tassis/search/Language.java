package org.tassis.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.jspecify.annotations.Nullable;

/// Languages whose words are brought to their stems. A message is indexed in the one it is written in.
enum Language {
    ENGLISH("en", EnglishAnalyzer::new, EnglishAnalyzer.getDefaultStopSet()),
    FRENCH("fr", FrenchAnalyzer::new, FrenchAnalyzer.getDefaultStopSet()),
    DUTCH("nl", DutchAnalyzer::new, DutchAnalyzer.getDefaultStopSet()),
    GERMAN("de", GermanAnalyzer::new, GermanAnalyzer.getDefaultStopSet()),
    OTHER("other", StandardAnalyzer::new, CharArraySet.EMPTY_SET);

    /// So many characters tell the language.
    private static final int LOOKED_AT = 1500;

    /// Fewer little words tell nothing.
    private static final int FEWEST = 3;

    /// Of what somebody typed.
    private static final int MAX_WORDS = 12;

    private final String field;
    private final String files;
    private final Analyzer analyzer;
    private final Supplier<Analyzer> another;
    private @Nullable Analyzer forFiles;
    private final CharArraySet littleWords;

    Language(String name, Supplier<Analyzer> analyzer, CharArraySet littleWords) {
        this.field = "words." + name;
        this.files = "files." + name;
        this.analyzer = analyzer.get();
        this.another = analyzer;
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

    TokenStream stream(String text) {
        return analyzer.tokenStream(field, text);
    }

    /// An analyzer has one stream at a time, and a message and its attachments are in one document.
    synchronized TokenStream fileStream(String text) {
        Analyzer own = forFiles;
        if (own == null) {
            own = another.get();
            forFiles = own;
        }
        return own.tokenStream(files, text);
    }

    /// The stems of what somebody typed.
    List<String> stems(String text) {
        List<String> stems = new ArrayList<>();
        try (TokenStream stream = stream(text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stems.size() < MAX_WORDS && stream.incrementToken()) {
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
                for (Language language : all) {
                    if (language.littleWords.contains(word, 0, i - start)) {
                        counts[language.ordinal()]++;
                    }
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
