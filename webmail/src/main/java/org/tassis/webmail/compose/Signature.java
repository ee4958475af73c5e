package org.tassis.webmail.compose;

import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.tassis.directory.writing.Identity;
import org.tassis.webmail.html.LetterHtml;

/// What stands below letters from an address.
///
/// @param text lines ended by LF, without the line that separates it; may be empty
/// @param html clean; never empty when the text is not
record Signature(String text, String html) {
    static final Signature NONE = new Signature("", "");

    /// RFC 3676 §4.3.
    private static final String LINE = "-- \n";

    static Signature of(Optional<Identity> identity) {
        return identity.map(one -> {
                    String text = one.signature().strip();
                    String html = one.formatted();
                    if (html.isBlank() && !text.isEmpty()) {
                        html = LetterHtml.of(text);
                    }
                    return new Signature(text.isEmpty() && !html.isBlank() ? LetterHtml.text(html) : text, html);
                })
                .orElse(NONE);
    }

    /// At the end of plain text.
    String below() {
        return text.isEmpty() ? "" : "\n" + LINE + text;
    }

    /// In rich text, between what is written and what is quoted.
    String division() {
        return html.isEmpty() ? "" : "<div class=\"signature\">" + html + "</div>";
    }

    String replacingText(Signature before, String letter) {
        if (before.text.isEmpty()) {
            return letter.stripTrailing() + (text.isEmpty() ? "" : "\n" + below());
        }
        int at = letter.lastIndexOf(before.below());
        return at < 0
                ? letter
                : letter.substring(0, at)
                        + below()
                        + letter.substring(at + before.below().length());
    }

    String replacing(Signature before, String letter) {
        Document document = Jsoup.parseBodyFragment(letter);
        document.outputSettings().prettyPrint(false);
        Optional<Element> old = document.select("div.signature").stream()
                .filter(one -> one.closest("blockquote") == null)
                .findFirst();
        if (old.isPresent()) {
            if (!old.get().text().equals(Jsoup.parseBodyFragment(before.html).text())) {
                return letter; // its writer has changed it
            }
            old.get().html(html);
            if (html.isEmpty()) {
                old.get().remove();
            }
        } else if (before.html.isEmpty() && !html.isEmpty()) {
            Element quote = document.body().selectFirst("div.intro, blockquote");
            if (quote == null) {
                document.body().append(division());
            } else {
                quote.before("<div><br></div>" + division());
            }
        }
        return document.body().html();
    }
}
