package org.tassis.search;

import java.util.Iterator;
import java.util.Set;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/// Words as they are, as terms.
final class WordsStream extends TokenStream {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final Set<String> words;
    private Iterator<String> left;

    WordsStream(Set<String> words) {
        this.words = words;
        this.left = words.iterator();
    }

    @Override
    public boolean incrementToken() {
        if (!left.hasNext()) {
            return false;
        }
        term.setEmpty().append(left.next());
        return true;
    }

    @Override
    public void reset() {
        left = words.iterator();
    }
}
