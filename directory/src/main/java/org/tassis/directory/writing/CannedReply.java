package org.tassis.directory.writing;

/// A text that is written often.
///
/// @param id        names it among those of its account: 1 to 40 letters, digits, hyphens
/// @param title     by which its owner knows it: one line, not blank
/// @param text      lines ended by LF
/// @param formatted the same as HTML that was made harmless; empty when it is plain
public record CannedReply(String id, String title, String text, String formatted) {
    public static final int MAX_TITLE = 200;
    public static final int MAX_TEXT = 20_000;
    public static final int MAX_FORMATTED = 30_000;

    /// @throws IllegalArgumentException too long, blank, or with control characters
    public CannedReply {
        if (!id.matches("[A-Za-z0-9-]{1,40}") || title.isBlank()) {
            throw new IllegalArgumentException("no id, or no title");
        }
        Texts.line(title, MAX_TITLE);
        Texts.lines(text, MAX_TEXT);
        Texts.lines(formatted, MAX_FORMATTED);
    }
}
