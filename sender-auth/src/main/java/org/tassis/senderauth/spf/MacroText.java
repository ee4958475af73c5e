package org.tassis.senderauth.spf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/// Text with macros: RFC 7208 §7.
record MacroText(List<Piece> pieces, String source) {
    sealed interface Piece {}

    record Literal(String text) implements Piece {}

    /// @param letter     lower case
    /// @param escaped    the letter was upper case: the value is written as in a URL
    /// @param parts      from the right that are kept, 0 for all
    /// @param delimiters between the parts of the value
    record Macro(char letter, boolean escaped, int parts, boolean reversed, String delimiters) implements Piece {}

    /// Where the values come from.
    interface Values {
        /// @param letter one of `sloDiphcrtv`, lower case
        String value(char letter);
    }

    private static final String LETTERS = "slodiphv";
    private static final String EXPLANATION_LETTERS = "crt";
    private static final String DELIMITERS = ".-+,/_=";
    private static final int MAX_PARTS = 128;

    /// Where mail may be sent to or asked for: RFC 7208 §7.1, domain-spec.
    static MacroText domain(String text) throws SpfSyntaxException {
        var parsed = parse(text, false);
        if (!endsLikeADomain(text, parsed.pieces())) {
            throw new SpfSyntaxException(text);
        }
        return parsed;
    }

    /// Any macro-string; the value of an unknown modifier.
    static MacroText any(String text) throws SpfSyntaxException {
        return parse(text, false);
    }

    /// The text of an explanation: RFC 7208 §6.2, where spaces and three more letters are allowed.
    static MacroText explanation(String text) throws SpfSyntaxException {
        return parse(text, true);
    }

    private static MacroText parse(String text, boolean explanation) throws SpfSyntaxException {
        List<Piece> pieces = new ArrayList<>();
        var literal = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '%') {
                if (c > '~' || c < ' ' || c == ' ' && !explanation) {
                    throw new SpfSyntaxException(text);
                }
                literal.append(c);
                i++;
                continue;
            }
            char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
            switch (next) {
                case '%' -> literal.append('%');
                case '_' -> literal.append(' ');
                case '-' -> literal.append("%20");
                case '{' -> {
                    int close = text.indexOf('}', i);
                    if (close < 0) {
                        throw new SpfSyntaxException(text);
                    }
                    if (!literal.isEmpty()) {
                        pieces.add(new Literal(literal.toString()));
                        literal.setLength(0);
                    }
                    pieces.add(macro(text.substring(i + 2, close), explanation));
                    i = close - 1;
                }
                default -> throw new SpfSyntaxException(text);
            }
            i += 2;
        }
        if (!literal.isEmpty()) {
            pieces.add(new Literal(literal.toString()));
        }
        return new MacroText(List.copyOf(pieces), text);
    }

    private static Macro macro(String body, boolean explanation) throws SpfSyntaxException {
        char first = body.isEmpty() ? 0 : body.charAt(0);
        char letter = first >= 'A' && first <= 'Z' ? (char) (first + 32) : first;
        if (LETTERS.indexOf(letter) < 0 && !(explanation && EXPLANATION_LETTERS.indexOf(letter) >= 0)) {
            throw new SpfSyntaxException("%{" + body + "}");
        }
        int i = 1;
        int parts = 0;
        while (i < body.length() && body.charAt(i) >= '0' && body.charAt(i) <= '9') {
            parts = Math.min(MAX_PARTS, parts * 10 + body.charAt(i) - '0');
            i++;
        }
        if (i > 1 && parts == 0) {
            throw new SpfSyntaxException("%{" + body + "}"); // RFC 7208 §7.1: the number must not be zero
        }
        boolean reversed = i < body.length() && (body.charAt(i) == 'r' || body.charAt(i) == 'R');
        if (reversed) {
            i++;
        }
        String delimiters = body.substring(i);
        for (int k = 0; k < delimiters.length(); k++) {
            if (DELIMITERS.indexOf(delimiters.charAt(k)) < 0) {
                throw new SpfSyntaxException("%{" + body + "}");
            }
        }
        return new Macro(letter, letter != first, parts, reversed, delimiters.isEmpty() ? "." : delimiters);
    }

    /// RFC 7208 §7.1, domain-end: a macro, or a dot and a label that is no number.
    private static boolean endsLikeADomain(String text, List<Piece> pieces) {
        if (pieces.isEmpty()) {
            return false;
        }
        if (pieces.getLast() instanceof Macro || text.endsWith("%%") || text.endsWith("%_") || text.endsWith("%-")) {
            return true;
        }
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        int dot = name.lastIndexOf('.');
        String top = name.substring(dot + 1);
        boolean onlyDigits = true;
        for (int i = 0; i < top.length(); i++) {
            char c = top.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!digit && !letter && c != '-') {
                return false;
            }
            onlyDigits &= digit;
        }
        return dot >= 0 && !top.isEmpty() && !onlyDigits && !top.startsWith("-") && !top.endsWith("-");
    }

    String expand(Values values) {
        var text = new StringBuilder();
        for (Piece piece : pieces) {
            switch (piece) {
                case Literal(var literal) -> text.append(literal);
                case Macro macro -> text.append(expand(macro, values.value(macro.letter())));
            }
        }
        return text.toString();
    }

    private static String expand(Macro macro, String value) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || macro.delimiters().indexOf(value.charAt(i)) >= 0) {
                parts.add(value.substring(start, i));
                start = i + 1;
            }
        }
        if (macro.reversed()) {
            Collections.reverse(parts);
        }
        int kept = macro.parts() == 0 ? parts.size() : Math.min(parts.size(), macro.parts());
        String expanded = String.join(".", parts.subList(parts.size() - kept, parts.size()));
        return macro.escaped() ? urlEscaped(expanded) : expanded;
    }

    /// RFC 3986 §2.3: all but the unreserved characters.
    private static String urlEscaped(String text) {
        var escaped = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 128 && Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return escaped.toString();
    }
}
