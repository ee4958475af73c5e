package org.tassis.webmail.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/// Plain text of rich text, as a person would have typed it: paragraphs with a line between them, lists
/// with signs, quotations with `>`, the targets of links behind them.
final class LetterText {
    private static final Set<String> BLOCKS = Set.of(
            "blockquote",
            "body",
            "caption",
            "dd",
            "div",
            "dl",
            "dt",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "li",
            "ol",
            "p",
            "pre",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "ul");
    private static final Set<String> APART =
            Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "table");

    /// Deeper than people nest anything.
    private static final int MAX_DEPTH = 60;

    private LetterText() {}

    static String of(Element body) {
        List<String> lines = children(body, 0);
        return String.join("\n", lines);
    }

    /// Lines of what is in an element. A line end between blocks; an empty line around what stands apart.
    private static List<String> children(Element element, int depth) {
        List<String> lines = new ArrayList<>();
        StringBuilder run = new StringBuilder();
        boolean apart = false;
        for (Node node : element.childNodes()) {
            if (node instanceof Element child && isBlock(child) && depth < MAX_DEPTH) {
                apart &= !flush(run, lines, apart);
                run.setLength(0);
                List<String> inside = block(child, depth + 1);
                boolean separate = APART.contains(child.normalName());
                if ((apart || separate) && !lines.isEmpty() && !lines.getLast().isEmpty()) {
                    lines.add("");
                }
                lines.addAll(inside);
                apart = separate;
            } else {
                inline(node, run, depth);
            }
        }
        flush(run, lines, apart);
        return lines;
    }

    /// @return whether there was anything
    private static boolean flush(StringBuilder run, List<String> lines, boolean apart) {
        String text = run.toString();
        if (text.isBlank() && text.indexOf('\n') < 0) {
            return false;
        }
        if (apart && !lines.isEmpty() && !lines.getLast().isEmpty()) {
            lines.add("");
        }
        String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text; // a last <br> shows nothing
        for (String line : whole.split("\n", -1)) {
            lines.add(tidy(line));
        }
        return true;
    }

    private static String tidy(String line) {
        return line.strip().replace('\u00a0', ' ').stripTrailing();
    }

    private static List<String> block(Element element, int depth) {
        return switch (element.normalName()) {
            case "blockquote" -> quoted(trimmed(children(element, depth)));
            case "ul" -> list(element, depth, false);
            case "ol" -> list(element, depth, true);
            case "hr" -> List.of("-".repeat(40));
            case "pre" ->
                List.of(element.wholeText().replace("\r", "").stripTrailing().split("\n", -1));
            case "tr" -> row(element, depth);
            case "div" -> element.hasClass("signature") ? signature(element, depth) : children(element, depth);
            default -> children(element, depth);
        };
    }

    /// RFC 3676 §4.3, where nothing follows that belongs to somebody else.
    private static List<String> signature(Element element, int depth) {
        List<String> lines = new ArrayList<>(trimmed(children(element, depth)));
        boolean last = true;
        for (Element next = element.nextElementSibling(); next != null; next = next.nextElementSibling()) {
            last &= !next.hasText();
        }
        if (last && !lines.isEmpty()) {
            lines.addFirst("-- ");
        }
        return lines;
    }

    private static List<String> quoted(List<String> lines) {
        return lines.stream()
                .map(line -> line.isEmpty() ? ">" : line.startsWith(">") ? ">" + line : "> " + line)
                .toList();
    }

    private static List<String> trimmed(List<String> lines) {
        int from = 0;
        int to = lines.size();
        while (from < to && lines.get(from).isEmpty()) {
            from++;
        }
        while (to > from && lines.get(to - 1).isEmpty()) {
            to--;
        }
        return lines.subList(from, to);
    }

    private static List<String> list(Element list, int depth, boolean numbered) {
        List<String> lines = new ArrayList<>();
        int number = 1;
        try {
            number = Integer.parseInt(list.attr("start"));
        } catch (NumberFormatException _) {
            // from one on
        }
        for (Element item : list.children()) {
            if (!item.normalName().equals("li")) {
                lines.addAll(block(item, depth + 1)); // a list that a program put beside items
                continue;
            }
            String sign = numbered ? number++ + ". " : "- ";
            List<String> inside = trimmed(children(item, depth + 1));
            for (int i = 0; i < Math.max(1, inside.size()); i++) {
                String line = i < inside.size() ? inside.get(i) : "";
                lines.add((i == 0 ? sign : " ".repeat(sign.length())) + line);
            }
        }
        return lines.stream().map(String::stripTrailing).toList();
    }

    /// Cells beside each other; a row with one cell is a block, as tables that only place something have.
    private static List<String> row(Element row, int depth) {
        List<Element> cells = row.children();
        if (cells.size() == 1) {
            return children(cells.getFirst(), depth);
        }
        List<String> texts = new ArrayList<>();
        for (Element cell : cells) {
            String text = String.join(" ", children(cell, depth)).strip();
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return texts.isEmpty() ? List.of() : List.of(String.join(" | ", texts));
    }

    private static boolean isBlock(Element element) {
        return BLOCKS.contains(element.normalName());
    }

    private static void inline(Node node, StringBuilder run, int depth) {
        switch (node) {
            case TextNode text -> append(text.getWholeText(), run);
            case Element element when element.normalName().equals("br") -> run.append('\n');
            case Element element
            when element.normalName().equals("img") -> {
                if (!element.attr("alt").isBlank()) {
                    run.append('[').append(element.attr("alt").strip()).append(']');
                }
            }
            case Element element
            when depth < MAX_DEPTH -> {
                int from = run.length();
                for (Node child : element.childNodes()) {
                    if (child instanceof Element block && isBlock(block)) {
                        run.append(String.join("\n", block(block, depth + 1))).append('\n');
                    } else {
                        inline(child, run, depth + 1);
                    }
                }
                if (element.normalName().equals("a")) {
                    target(element.attr("href").strip(), run.substring(Math.min(from, run.length())), run);
                }
            }
            default -> {}
        }
    }

    private static void target(String href, String text, StringBuilder run) {
        String shown = text.strip();
        String bare = href.replaceFirst("(?i)^(?:https?://|mailto:|tel:)", "").replaceFirst("/$", "");
        boolean told = bare.isEmpty()
                || shown.equalsIgnoreCase(href)
                || shown.replaceFirst("(?i)^https?://", "")
                        .replaceFirst("/$", "")
                        .equalsIgnoreCase(bare);
        if (!told) {
            run.append(" <").append(href).append('>');
        }
    }

    /// White space of HTML is one space; none at the beginning of a line.
    private static void append(String text, StringBuilder run) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
                if (!run.isEmpty() && run.charAt(run.length() - 1) != ' ' && run.charAt(run.length() - 1) != '\n') {
                    run.append(' ');
                }
            } else {
                run.append(c);
            }
        }
    }
}
