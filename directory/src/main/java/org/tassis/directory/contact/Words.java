package org.tassis.directory.contact;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How typed text is compared with names: without case and accents, from the beginning of any word.
final class Words {
    private Words() {}

    static String fold(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean plain = lower.chars().allMatch(c -> c < 0x80);
        return plain ? lower : Normalizer.normalize(lower, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "");
    }

    /// Folded, in their order.
    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        for (String word : fold(text).split("[^\\p{L}\\p{N}+_-]+", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }
}
