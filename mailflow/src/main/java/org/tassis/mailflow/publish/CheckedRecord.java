package org.tassis.mailflow.publish;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/// What the DNS has instead of a record, or whether it has it.
///
/// @param code  of the sentence
/// @param words that belong into the sentence
public record CheckedRecord(RecordToPublish record, State state, String code, List<String> words) {
    private static final String BUNDLE = "org.tassis.mailflow.publish.records";
    private static final int MAX_WORD = 300;

    public enum State {
        GREEN,
        MISSING,
        /// There is one, and it is a mistake.
        WRONG,
        /// The DNS does not answer now, or this cannot be asked.
        UNKNOWN
    }

    public CheckedRecord {
        words = words.stream()
                .map(word -> word.replaceAll("[^ -~]", "?"))
                .map(word -> word.substring(0, Math.min(MAX_WORD, word.length())))
                .toList();
    }

    /// In words: English, French or Dutch, English for others.
    public String text(Locale language) {
        ResourceBundle texts = ResourceBundle.getBundle(
                BUNDLE,
                language,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        return new MessageFormat(texts.getString(code), language).format(words.toArray());
    }
}
