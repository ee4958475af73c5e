package org.tassis.admin.frame;

/// What was typed cannot be used; the sentence says why, in the visitor's language. Caught by the page that
/// shows the form again.
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String sentence;

    public Problem(String sentence) {
        super(sentence, null, false, false);
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
