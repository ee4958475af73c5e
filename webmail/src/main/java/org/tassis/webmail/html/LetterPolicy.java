package org.tassis.webmail.html;

import java.util.regex.Pattern;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/// Which elements and attributes leave in letters that are written here: structure, no looks. What a
/// browser, a clipboard or a quoted stranger brings beyond that is left out, so that what is sent is what
/// the editor showed.
final class LetterPolicy {
    private static final Pattern LINK = Pattern.compile("(?i)(?:https?:|mailto:|tel:)[^\\p{Cntrl}]{1,4000}");
    private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]{0,1000}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

    static final PolicyFactory POLICY = new HtmlPolicyBuilder()
            .allowElements(
                    "a",
                    "b",
                    "blockquote",
                    "br",
                    "caption",
                    "code",
                    "dd",
                    "del",
                    "div",
                    "dl",
                    "dt",
                    "em",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "hr",
                    "i",
                    "img",
                    "ins",
                    "li",
                    "ol",
                    "p",
                    "pre",
                    "s",
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
                    "u",
                    "ul")
            .allowUrlProtocols("http", "https", "mailto", "tel", "cid")
            .allowAttributes("href")
            .matching(LINK)
            .onElements("a")
            .allowAttributes("src")
            .matching(Pattern.compile("cid:" + LetterHtml.CONTENT_ID))
            .onElements("img")
            .allowAttributes("alt")
            .matching(TEXT)
            .onElements("img")
            .allowAttributes("width", "height")
            .matching(NUMBER)
            .onElements("img")
            .allowAttributes("class")
            .matching(Pattern.compile("signature|intro"))
            .onElements("div")
            .allowAttributes("type")
            .matching(Pattern.compile("cite"))
            .onElements("blockquote")
            .allowAttributes("dir")
            .matching(Pattern.compile("(?i)ltr|rtl|auto"))
            .globally()
            .allowAttributes("lang")
            .matching(Pattern.compile("[\\p{Alnum}-]{1,35}"))
            .globally()
            .allowAttributes("colspan", "rowspan")
            .matching(NUMBER)
            .onElements("td", "th")
            .allowAttributes("start")
            .matching(NUMBER)
            .onElements("ol")
            .toFactory();

    private LetterPolicy() {}
}
