package org.tassis.webmail.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.QueryParser;
import org.jsoup.select.Selector;

/// The simple rules of a mail's style sheets, written into the elements that they are for: the frame of a
/// mail has no sheet of a stranger. At-rules, states and everything else that is not simple are left out.
final class StyleSheet {
    private static final int MAX_LENGTH = 200_000;
    private static final int MAX_RULES = 600;
    /// Rules by elements.
    private static final long MAX_WORK = 1_500_000;

    private static final Pattern COMMENT = Pattern.compile("/\\*.*?(?:\\*/|$)|<!--|-->", Pattern.DOTALL);
    private static final Pattern SIMPLE =
            Pattern.compile("[A-Za-z0-9*.#_-]{1,60}(?:(?:\\s*>\\s*|\\s+)[A-Za-z0-9*.#_-]{1,60}){0,3}");

    private record Rule(String selector, String declarations, int weight) {}

    private final List<Rule> rules = new ArrayList<>();

    /// @param text of a style element
    void read(String text) {
        String css = COMMENT.matcher(text.length() > MAX_LENGTH ? "" : text).replaceAll(" ");
        int at = 0;
        while (at < css.length() && rules.size() < MAX_RULES) {
            int open = css.indexOf('{', at);
            if (open < 0) {
                return;
            }
            String head = css.substring(at, open).strip();
            int semicolon = head.lastIndexOf(';'); // an at-rule without a block, such as @import
            if (semicolon >= 0) {
                head = head.substring(semicolon + 1).strip();
            }
            int close = end(css, open);
            if (!head.startsWith("@")) {
                String declarations = CssFilter.declarations(css.substring(open + 1, Math.max(open + 1, close)));
                if (!declarations.isEmpty()) {
                    for (String selector : head.split(",", -1)) {
                        add(selector.strip(), declarations);
                    }
                }
            }
            at = close + 1;
        }
    }

    private void add(String selector, String declarations) {
        if (rules.size() < MAX_RULES && SIMPLE.matcher(selector).matches()) {
            int weight = 0;
            for (int i = 0; i < selector.length(); i++) {
                char c = selector.charAt(i);
                weight += c == '#' ? 10_000 : c == '.' ? 100 : 0;
            }
            rules.add(new Rule(selector, declarations, weight + selector.split("[\\s>]+", -1).length));
        }
    }

    /// Behind the block, blocks inside it passed over.
    private static int end(String css, int open) {
        int depth = 0;
        for (int i = open; i < css.length(); i++) {
            char c = css.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        return css.length();
    }

    /// What is written at an element itself comes last, so that it wins.
    void writeInto(Document document) {
        long elements = document.getAllElements().size();
        if (rules.isEmpty() || elements * rules.size() > MAX_WORK) {
            return;
        }
        rules.sort(Comparator.comparingInt(Rule::weight));
        Map<Element, StringBuilder> styles = new IdentityHashMap<>();
        for (Rule rule : rules) {
            try {
                for (Element element : document.select(QueryParser.parse(rule.selector()))) {
                    styles.computeIfAbsent(element, _ -> new StringBuilder()).append(rule.declarations());
                }
            } catch (Selector.SelectorParseException | IllegalArgumentException e) { // not simple after all
                continue;
            }
        }
        styles.forEach((element, style) -> element.attr("style", style + element.attr("style")));
    }
}
