package org.tassis.webmail.html;

import java.util.List;
import java.util.regex.Pattern;
import org.owasp.html.ElementPolicy;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/// Which elements and attributes of a mail's HTML are shown. Its output is what the browser gets: nothing
/// changes it afterwards, so that nothing can turn it into something else.
final class MailPolicy {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,4}(?:%|px)?");
    private static final Pattern COLOUR = Pattern.compile("#?[\\p{Alnum}]{1,30}");
    private static final Pattern WORD = Pattern.compile("[\\p{Alpha}-]{1,30}");
    private static final Pattern FONT = Pattern.compile("[\\p{Alnum} ,'_-]{1,200}");
    private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]{0,2000}");
    private static final Pattern LINK = Pattern.compile("(?i)(?:https?|mailto):[^\\p{Cntrl}]{1,8000}");
    /// Ours, as {@link MailHtml} wrote it, or octets in the mail itself.
    private static final Pattern PICTURE = Pattern.compile(
            "/webmail/picture/[A-Za-z0-9_-]{1,9000}|data:image/(?:png|gif|jpeg|webp|bmp);base64,[A-Za-z0-9+/=\\s]+");

    private static final ElementPolicy NEW_TAB = (_, attributes) -> {
        attributes.addAll(List.of("target", "_blank"));
        return "a";
    };

    static final PolicyFactory POLICY = new HtmlPolicyBuilder()
            .allowElements(
                    "abbr",
                    "address",
                    "article",
                    "aside",
                    "b",
                    "bdi",
                    "bdo",
                    "big",
                    "blockquote",
                    "br",
                    "caption",
                    "center",
                    "cite",
                    "code",
                    "col",
                    "colgroup",
                    "dd",
                    "del",
                    "dfn",
                    "div",
                    "dl",
                    "dt",
                    "em",
                    "figcaption",
                    "figure",
                    "font",
                    "footer",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "header",
                    "hr",
                    "i",
                    "img",
                    "ins",
                    "kbd",
                    "li",
                    "main",
                    "mark",
                    "nav",
                    "ol",
                    "p",
                    "pre",
                    "q",
                    "rp",
                    "rt",
                    "ruby",
                    "s",
                    "samp",
                    "section",
                    "small",
                    "span",
                    "strike",
                    "strong",
                    "sub",
                    "sup",
                    "table",
                    "tbody",
                    "td",
                    "tfoot",
                    "th",
                    "thead",
                    "tr",
                    "tt",
                    "u",
                    "ul",
                    "var",
                    "wbr")
            .allowElements(NEW_TAB, "a")
            .allowWithoutAttributes("span", "font", "img", "a")
            .allowUrlProtocols("http", "https", "mailto", "data")
            .allowAttributes("href")
            .matching(LINK)
            .onElements("a")
            .allowAttributes("src")
            .matching(PICTURE)
            .onElements("img")
            .allowAttributes("class")
            .matching(Pattern.compile("tassis-target"))
            .onElements("span")
            .allowAttributes("style")
            .matching((_, _, value) -> {
                String kept = CssFilter.declarations(value);
                return kept.isEmpty() ? null : kept;
            })
            .globally()
            .allowAttributes("dir")
            .matching(Pattern.compile("(?i)ltr|rtl|auto"))
            .globally()
            .allowAttributes("lang")
            .matching(Pattern.compile("[\\p{Alnum}-]{1,35}"))
            .globally()
            .allowAttributes("title", "alt", "abbr", "summary")
            .matching(TEXT)
            .globally()
            .allowAttributes("align", "valign", "clear")
            .matching(WORD)
            .globally()
            .allowAttributes("width", "height", "border", "cellpadding", "cellspacing", "hspace", "vspace")
            .matching(LENGTH)
            .globally()
            .allowAttributes("bgcolor", "color", "bordercolor")
            .matching(COLOUR)
            .globally()
            .allowAttributes("face")
            .matching(FONT)
            .onElements("font")
            .allowAttributes("size")
            .matching(Pattern.compile("[+-]?[0-9]{1,2}"))
            .onElements("font", "hr")
            .allowAttributes("colspan", "rowspan", "span")
            .matching(NUMBER)
            .onElements("td", "th", "col", "colgroup")
            .allowAttributes("nowrap", "noshade", "reversed")
            .matching(Pattern.compile("[\\p{Alpha}]{0,10}"))
            .onElements("td", "th", "hr", "ol")
            .allowAttributes("start", "value")
            .matching(Pattern.compile("-?[0-9]{1,6}"))
            .onElements("ol", "li")
            .allowAttributes("type")
            .matching(Pattern.compile("[1aAiI]|disc|circle|square"))
            .onElements("ol", "ul", "li")
            .allowAttributes("scope")
            .matching(WORD)
            .onElements("th", "td")
            .requireRelsOnLinks("noopener", "noreferrer", "nofollow")
            .toFactory();

    private MailPolicy() {}
}
