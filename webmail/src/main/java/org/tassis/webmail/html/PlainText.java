package org.tassis.webmail.html;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Plain text of a mail as HTML: escaped, addresses made links, what it quotes folded away.
public final class PlainText {
    /// A quotation of fewer lines is shown as it is.
    private static final int FOLDED_FROM = 4;

    /// Nothing optional is repeated in it, so that it looks at each character a few times at most.
    private static final Pattern LINK = Pattern.compile(
            "(?i)\\b(?:https?://|www\\.)[^\\s<>\"'\\u00ab\\u00bb]{2,2000}|\\b[\\w.+-]{1,64}@(?:[\\w-]{1,63}\\.){1,8}[a-z]{2,24}\\b");

    private PlainText() {}

    /// @param text   what flowed is joined already: {@link Flowed}
    /// @param folded what stands for a quotation that is folded away
    public static String html(String text, String folded) {
        String[] lines = text.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1);
        StringBuilder out = new StringBuilder(text.length() + 1000);
        int at = 0;
        while (at < lines.length) {
            int end = at;
            while (end < lines.length && lines[end].startsWith(">")) {
                end++;
            }
            if (end - at >= FOLDED_FROM) {
                out.append("<details class=\"quote\"><summary>")
                        .append(Markup.escape(folded))
                        .append("</summary>");
                append(lines, at, end, out);
                out.append("</details>");
                at = end;
            } else {
                end = Math.max(end, at + 1);
                while (end < lines.length && !lines[end].startsWith(">")) {
                    end++;
                }
                append(lines, at, end, out);
                at = end;
            }
        }
        return out.toString();
    }

    private static void append(String[] lines, int from, int to, StringBuilder out) {
        StringBuilder block = new StringBuilder();
        for (int i = from; i < to; i++) {
            block.append(lines[i]).append('\n');
        }
        link(block.toString(), out);
    }

    private static void link(String text, StringBuilder out) {
        Matcher found = LINK.matcher(text);
        int at = 0;
        while (found.find()) {
            int end = found.end();
            while (end > found.start() && ".,;:!?)]}'\"".indexOf(text.charAt(end - 1)) >= 0) {
                end--;
            }
            String link = text.substring(found.start(), end);
            Markup.escape(text, at, found.start(), out);
            boolean web = link.indexOf("://") > 0 || link.regionMatches(true, 0, "www.", 0, 4);
            String target = web ? link.indexOf("://") > 0 ? link : "https://" + link : "/webmail/write?to=" + link;
            out.append("<a href=\"").append(Markup.escape(target)).append('"');
            if (web) {
                out.append(" target=\"_blank\" rel=\"noopener noreferrer nofollow\"");
            }
            out.append('>').append(Markup.escape(link)).append("</a>");
            at = end;
        }
        Markup.escape(text, at, text.length(), out);
    }
}
