package org.tassis.webmail.html;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Leaves of a style what is on a list: properties that draw text and boxes where they stand. Nothing that
/// loads, places over something else, moves, or reaches out of the frame. What is not understood is left out.
final class CssFilter {
    private static final int MAX_STYLE = 8_000;
    private static final int MAX_VALUE = 200;

    private static final Set<String> PROPERTIES = Set.of(
            "background",
            "background-color",
            "border",
            "border-bottom",
            "border-bottom-color",
            "border-bottom-style",
            "border-bottom-width",
            "border-collapse",
            "border-color",
            "border-left",
            "border-left-color",
            "border-left-style",
            "border-left-width",
            "border-radius",
            "border-right",
            "border-right-color",
            "border-right-style",
            "border-right-width",
            "border-spacing",
            "border-style",
            "border-top",
            "border-top-color",
            "border-top-style",
            "border-top-width",
            "border-width",
            "box-sizing",
            "caption-side",
            "clear",
            "color",
            "direction",
            "display",
            "empty-cells",
            "float",
            "font",
            "font-family",
            "font-size",
            "font-style",
            "font-variant",
            "font-weight",
            "height",
            "letter-spacing",
            "line-height",
            "list-style",
            "list-style-position",
            "list-style-type",
            "margin",
            "margin-bottom",
            "margin-left",
            "margin-right",
            "margin-top",
            "max-height",
            "max-width",
            "min-height",
            "min-width",
            "padding",
            "padding-bottom",
            "padding-left",
            "padding-right",
            "padding-top",
            "table-layout",
            "text-align",
            "text-decoration",
            "text-decoration-color",
            "text-decoration-line",
            "text-decoration-style",
            "text-indent",
            "text-transform",
            "unicode-bidi",
            "vertical-align",
            "white-space",
            "width",
            "word-break",
            "word-spacing",
            "word-wrap",
            "overflow-wrap");

    private static final Set<String> FUNCTIONS = Set.of("rgb", "rgba", "hsl", "hsla");

    /// No backslash, which hides letters from a filter; no colon, at, or braces, which begin something else.
    private static final Pattern VALUE = Pattern.compile("[\\p{Alnum} #%.,()'\"/!+_-]+");

    private static final Pattern FUNCTION = Pattern.compile("([\\p{Alnum}_-]*)\\s*\\(");
    private static final Pattern NEGATIVE = Pattern.compile("-\\s*[.0-9]");
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?(?:\\*/|$)", Pattern.DOTALL);

    private CssFilter() {}

    /// @param style as an attribute has it, or between the braces of a rule
    /// @return what may stay, in its order, each declaration with a semicolon; perhaps nothing
    static String declarations(String style) {
        if (style.length() > MAX_STYLE) {
            return "";
        }
        StringBuilder kept = new StringBuilder();
        for (String declaration : COMMENT.matcher(style).replaceAll(" ").split(";", -1)) {
            int colon = declaration.indexOf(':');
            if (colon > 0) {
                String property = declaration.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                String value = declaration.substring(colon + 1).strip();
                if (PROPERTIES.contains(property) && isHarmless(property, value)) {
                    kept.append(property).append(':').append(value).append(';');
                }
            }
        }
        return kept.toString();
    }

    private static boolean isHarmless(String property, String value) {
        if (value.isEmpty()
                || value.length() > MAX_VALUE
                || !VALUE.matcher(value).matches()
                || !isBalanced(value)
                || property.startsWith("margin") && NEGATIVE.matcher(value).find()
                || property.equals("text-indent") && NEGATIVE.matcher(value).find()) {
            return false;
        }
        Matcher function = FUNCTION.matcher(value);
        while (function.find()) {
            if (!FUNCTIONS.contains(function.group(1).toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return true;
    }

    /// Quotes and parentheses that end where they began, so that nothing of it goes on behind the value.
    private static boolean isBalanced(String value) {
        int depth = 0;
        char quote = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth < 0) {
                return false;
            }
        }
        return depth == 0 && quote == 0;
    }
}
