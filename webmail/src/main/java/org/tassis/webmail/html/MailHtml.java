package org.tassis.webmail.html;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/// Makes the HTML of a mail fit for a frame: without scripts, forms, frames and sheets; pictures through
/// this server; links that show where they lead. Two passes: a parser prepares, then {@link MailPolicy}
/// decides what the browser gets.
public final class MailHtml {
    /// In characters. A longer text is to be cut before.
    public static final int MAX_LENGTH = 2_000_000;

    private static final Pattern COLOURED =
            Pattern.compile("(?i)(?:bgcolor|color)=\"|[\"; ](?:background|background-color|color):");
    /// So much of a link's text is looked at: a repeated group goes as deep as it repeats.
    private static final int MAX_TEXT = 1_000;

    private static final Pattern HOST_IN_TEXT = Pattern.compile(
            "(?i)^\\s*(?:https?://)?(?:www\\.)?((?:[\\p{L}\\p{N}-]+\\.)+[\\p{L}]{2,24})(?:[/:?#]\\S*)?\\s*$");

    private MailHtml() {}

    /// @param html     fit for the body of a page
    /// @param blocked  pictures of other sites that are not shown
    /// @param coloured whether the mail chooses colours: it is to be shown on white then
    public record Cleaned(String html, int blocked, boolean coloured) {}

    /// @param html of a stranger; what is longer than {@link #MAX_LENGTH} is cut
    public static Cleaned clean(String html, Pictures pictures) {
        Document document = Jsoup.parse(html.length() > MAX_LENGTH ? html.substring(0, MAX_LENGTH) : html);
        StyleSheet sheet = new StyleSheet();
        document.select("style").forEach(style -> sheet.read(style.data()));
        document.select(
                        "script, style, title, noscript, template, iframe, frame, object, embed, applet, svg, math, select,"
                                + " textarea, button, datalist, audio, video, canvas, link, meta, base, xmp, plaintext, noembed,"
                                + " noframes")
                .remove();
        sheet.writeInto(document);
        int blocked = 0;
        for (Element picture : document.select("img")) {
            Optional<String> source = source(picture.attr("src").strip(), pictures);
            if (source.isPresent()) {
                picture.attr("src", source.get());
            } else {
                if (isRemote(picture.attr("src").strip())) {
                    blocked++;
                }
                picture.removeAttr("src");
            }
        }
        document.select("a[href]").forEach(MailHtml::tellTarget);
        document.outputSettings().prettyPrint(false);
        Element body = document.body();
        String prepared = body.hasAttr("style") || body.hasAttr("bgcolor")
                ? "<div" + attribute(body, "style") + attribute(body, "bgcolor") + ">" + body.html() + "</div>"
                : body.html();
        String cleaned = MailPolicy.POLICY.sanitize(prepared);
        return new Cleaned(cleaned, blocked, COLOURED.matcher(cleaned).find());
    }

    private static String attribute(Element element, String name) {
        return element.hasAttr(name) ? " " + name + "=\"" + Markup.escape(element.attr(name)) + "\"" : "";
    }

    private static Optional<String> source(String source, Pictures pictures) {
        String lower = source.substring(0, Math.min(source.length(), 12)).toLowerCase(Locale.ROOT);
        if (lower.startsWith("cid:")) {
            return pictures.attached(source.substring(4));
        }
        if (lower.startsWith("data:image/")) {
            return Optional.of(source);
        }
        return isRemote(source)
                ? pictures.remote(source.startsWith("//") ? "https:" + source : source)
                : Optional.empty();
    }

    private static boolean isRemote(String source) {
        String lower = source.substring(0, Math.min(source.length(), 12)).toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://") || lower.startsWith("//");
    }

    /// The target as a hint at every link, and beside a text that names another host.
    private static void tellTarget(Element link) {
        String target = link.attr("href").strip();
        link.attr("href", target);
        Optional<String> host = host(target);
        link.attr("title", host.isPresent() ? host.get() + " \u2014 " + target : target);
        String text = link.text();
        Matcher named = HOST_IN_TEXT.matcher(text.substring(0, Math.min(text.length(), MAX_TEXT)));
        if (host.isPresent() && named.matches() && !sameSite(ascii(named.group(1)), host.get())) {
            link.appendElement("span").addClass("tassis-target").text(" [\u2192 " + host.get() + "]");
        }
    }

    /// With A-labels, so that a look-alike looks like nothing.
    static Optional<String> host(String url) {
        try {
            String host = new URI(url.replace(' ', '+')).getHost();
            if (host != null) {
                return Optional.of(ascii(host));
            }
        } catch (URISyntaxException _) {
            // shown as far as it can be told
        }
        Matcher rough = Pattern.compile("(?i)^https?:[/\\\\]*(?:[^/?#\\\\@]*@)?([^/?#\\\\:]+)")
                .matcher(url);
        return rough.find() ? Optional.of(ascii(rough.group(1))) : Optional.empty();
    }

    private static String ascii(String host) {
        try {
            return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException _) {
            return host.toLowerCase(Locale.ROOT);
        }
    }

    private static boolean sameSite(String named, String real) {
        String shorter = named.startsWith("www.") ? named.substring(4) : named;
        return real.equals(shorter) || real.endsWith("." + shorter);
    }
}
