package org.tassis.webmail.html;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;

/// Rich text of letters that are written here: made harmless, turned into plain text and back. Pictures are
/// parts of the letter, named by `cid:` (RFC 2392) and nothing else. Any thread.
public final class LetterHtml {
    /// In characters; what is longer is cut.
    public static final int MAX_LENGTH = 1_000_000;

    /// A content-id without its angle brackets, as it may be in a letter.
    public static final String CONTENT_ID = "[A-Za-z0-9._$+=-]{1,120}(?:@[A-Za-z0-9._-]{1,120})?";

    /// Where the editor shows pictures of a letter: `PATH<message>/<content-id>`.
    public static final String PICTURE_PATH = "/webmail/write/picture/";

    private static final Pattern SHOWN =
            Pattern.compile("(?:https?://[^/]+)?" + PICTURE_PATH + "[0-9-]{1,40}/(" + CONTENT_ID + ")");
    private static final Pattern NAMED = Pattern.compile("(?i)cid:(" + CONTENT_ID + ")");
    private static final Pattern KEPT = Pattern.compile("src=\"cid:([^\"]*)\"");

    private LetterHtml() {}

    /// What may be kept and sent of it. Clean text stays as it is.
    ///
    /// @param html of an editor, or of a stranger who is quoted
    public static String clean(String html) {
        Document document = Jsoup.parseBodyFragment(html.length() > MAX_LENGTH ? html.substring(0, MAX_LENGTH) : html);
        document.select("script, style, title, template, iframe, frame, object, embed, applet, svg, math, select,"
                        + " textarea, button, datalist, audio, video, canvas, link, meta, base, xmp, plaintext, noembed,"
                        + " noframes")
                .remove();
        document.select("noscript").unwrap(); // it may hold all that follows
        for (Element picture : document.select("img")) {
            Optional<String> id = contentId(picture.attr("src").strip());
            if (id.isPresent()) {
                picture.attr("src", "cid:" + id.get());
            } else {
                picture.replaceWith(new TextNode(picture.attr("alt")));
            }
        }
        document.outputSettings().prettyPrint(false);
        String cleaned = LetterPolicy.POLICY.sanitize(document.body().html());
        return isBlank(cleaned) ? "" : cleaned;
    }

    private static Optional<String> contentId(String source) {
        for (Pattern pattern : new Pattern[] {SHOWN, NAMED}) {
            Matcher found = pattern.matcher(source.replace("%40", "@"));
            if (found.matches()) {
                return Optional.of(found.group(1));
            }
        }
        return Optional.empty();
    }

    private static boolean isBlank(String cleaned) {
        Element body = Jsoup.parseBodyFragment(cleaned).body();
        return !body.hasText() && body.selectFirst("img, hr") == null;
    }

    /// For the editor: with addresses from which a browser gets the pictures.
    ///
    /// @param clean  from {@link #clean}
    /// @param holder the message that holds the picture with a content-id
    public static String shown(String clean, Function<String, Optional<String>> holder) {
        Document document = Jsoup.parseBodyFragment(clean);
        for (Element picture : document.select("img")) {
            String id = picture.attr("src").replaceFirst("^cid:", "");
            Optional<String> message = holder.apply(id);
            if (message.isPresent()) {
                picture.attr("src", PICTURE_PATH + message.get() + "/" + id);
            } else {
                picture.replaceWith(new TextNode(picture.attr("alt")));
            }
        }
        document.outputSettings().prettyPrint(false);
        return document.body().html();
    }

    /// Content-ids of the pictures in it.
    ///
    /// @param clean from {@link #clean}
    public static Set<String> pictures(String clean) {
        Set<String> ids = new LinkedHashSet<>();
        Matcher found = KEPT.matcher(clean);
        while (found.find()) {
            ids.add(org.jsoup.parser.Parser.unescapeEntities(found.group(1), true));
        }
        return ids;
    }

    /// As a whole document, with the little looks that other programs need to show a quotation as one.
    ///
    /// @param clean from {@link #clean}
    public static String document(String clean) {
        Document document = Jsoup.parseBodyFragment(clean);
        document.select("blockquote[type=cite]")
                .attr("style", "margin:0 0 0 .8ex;border-left:2px solid #bbb;padding-left:1ex");
        document.outputSettings().prettyPrint(false);
        return "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n"
                + document.body().html().replace("</div><", "</div>\n<")
                + "\n</body></html>\n";
    }

    /// As plain text: lines ended by LF, quotations with `>`.
    ///
    /// @param clean from {@link #clean}
    public static String text(String clean) {
        return LetterText.of(Jsoup.parseBodyFragment(clean).body());
    }

    /// Plain text as rich text; {@link #text} makes the same text of it.
    ///
    /// @param text lines ended by LF
    public static String of(String text) {
        StringBuilder out = new StringBuilder(text.length() + text.length() / 4);
        int depth = 0;
        boolean signature = false;
        for (String line : text.split("\n", -1)) {
            int now = 0;
            int at = 0;
            while (at < line.length() && line.charAt(at) == '>') {
                now++;
                at++;
                if (at + 1 < line.length() && line.charAt(at) == ' ' && line.charAt(at + 1) == '>') {
                    at++; // as some programs write depth
                }
            }
            String rest = line.substring(at);
            if (now > 0 && rest.startsWith(" ")) {
                rest = rest.substring(1);
            }
            if (line.equals("-- ") && !signature) {
                for (; depth > 0; depth--) {
                    out.append("</blockquote>");
                }
                out.append("<div class=\"signature\">");
                signature = true;
                continue;
            }
            if (signature) {
                now = 0;
                rest = line;
            }
            for (; depth < now; depth++) {
                out.append("<blockquote type=\"cite\">");
            }
            for (; depth > now; depth--) {
                out.append("</blockquote>");
            }
            out.append("<div>").append(rest.isBlank() ? "<br />" : spaced(rest)).append("</div>");
        }
        for (; depth > 0; depth--) {
            out.append("</blockquote>");
        }
        return out.append(signature ? "</div>" : "").toString();
    }

    /// Spaces that HTML would swallow are kept.
    private static String spaced(String line) {
        StringBuilder out = new StringBuilder();
        boolean space = true;
        for (char c : Markup.escape(line.stripTrailing()).replace("\t", "    ").toCharArray()) {
            out.append(c == ' ' && space ? '\u00a0' : c);
            space = c == ' ' && !space || c == ' ' && out.charAt(out.length() - 1) == '\u00a0';
        }
        return out.toString();
    }
}
