package org.tassis.mailflow.spam;

/// One thing that speaks for a message, or against it.
///
/// @param code   has a sentence in each language: letters, digits and hyphens
/// @param weight above zero when it speaks against the message, 5 is nearly sure; rounded to tenths
/// @param detail for the sentence; may hold what a stranger said, without control characters
public record Score(String code, double weight, String detail) {
    private static final int LONGEST = 80;

    public Score {
        weight = Math.rint(weight * 10) / 10 + 0.0;
        detail = printable(detail);
    }

    private static String printable(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), LONGEST));
        text.codePoints()
                .limit(LONGEST)
                .forEach(c -> out.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c));
        return out.toString();
    }
}
