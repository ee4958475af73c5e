package org.tassis.webmail.compose;

import java.util.Set;
import java.util.regex.Pattern;
import org.tassis.webmail.html.LetterHtml;

/// What a letter says.
///
/// @param text what readers of plain text get, lines ended by LF
/// @param html the same as clean rich text, see {@link LetterHtml#clean}; empty: the letter is plain
record Body(String text, String html) {
    static final int MAX_TEXT = 1024 * 1024;
    private static final Pattern CONTROLS = Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]");

    Body {
        text = (text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT))
                .replace("\r\n", "\n")
                .replace('\r', '\n');
        text = CONTROLS.matcher(text).replaceAll("");
        html = CONTROLS.matcher(html).replaceAll("");
    }

    static Body plain(String text) {
        return new Body(text, "");
    }

    /// @param html from anywhere
    static Body rich(String html) {
        String clean = LetterHtml.clean(html);
        return new Body(LetterHtml.text(clean), clean);
    }

    /// What a form holds. Without a script only the text can be changed: while it is as it was, its form
    /// stays.
    ///
    /// @param html from the browser; empty: there is none
    /// @param rich whether the rich text is what was written last
    static Body typed(String text, String html, boolean rich) {
        if (html.isBlank()) {
            return plain(text);
        }
        Body formatted = rich(html);
        return rich || formatted.text.strip().equals(plain(text).text.strip()) ? formatted : plain(text);
    }

    public boolean isRich() {
        return !html.isEmpty();
    }

    /// Content-ids of the pictures in it.
    Set<String> pictures() {
        return LetterHtml.pictures(html);
    }

    boolean isBlank() {
        return text.isBlank() && !html.contains("<img");
    }

    /// With this signature instead of that, where that one is there as it was put.
    Body signed(Signature before, Signature now) {
        return isRich() ? rich(now.replacing(before, html)) : plain(now.replacingText(before, text));
    }
}
