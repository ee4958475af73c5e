package org.tassis.directory.writing;

/// What texts may hold: what both databases can keep, and a header can show.
final class Texts {
    private Texts() {}

    static void line(String text, int most) {
        lines(text, most);
        if (text.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("more than one line");
        }
    }

    /// Lines ended by LF, with tabs.
    static void lines(String text, int most) {
        if (text.length() > most) {
            throw new IllegalArgumentException("longer than " + most + " characters");
        }
        boolean plain = text.codePoints()
                .allMatch(c -> c == '\n'
                        || c == '\t'
                        || !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE);
        if (!plain) {
            throw new IllegalArgumentException("control characters, or half a character");
        }
    }
}
