package org.tassis.message;

import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The text of HTML without its tags, good enough to search and to preview: no tree is built, nothing is fetched.
/// Tags that begin a line or a cell become white space, entities their characters; comments, scripts, style sheets and
/// titles are left out. Bounded memory, one pass.
final class HtmlTextReader extends Reader {
    private static final int MAX_NAME = 16;
    private static final Set<String> SKIPPED = Set.of("script", "style", "title");
    private static final Set<String> BREAKING = Set.of(
            "address",
            "article",
            "blockquote",
            "br",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "li",
            "main",
            "nav",
            "ol",
            "option",
            "p",
            "pre",
            "section",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "ul",
            "body",
            "head",
            "html",
            "img");
    private static final Map<String, Character> ENTITIES = new HashMap<>();

    static {
        var latin1 =
                ("nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2"
                                + " sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave"
                                + " Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc"
                                + " Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml"
                                + " Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc"
                                + " euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash"
                                + " ugrave uacute ucirc uuml yacute thorn yuml")
                        .split(" ");
        for (int i = 0; i < latin1.length; i++) {
            ENTITIES.put(latin1[i], (char) (160 + i));
        }
        ENTITIES.put("amp", '&');
        ENTITIES.put("lt", '<');
        ENTITIES.put("gt", '>');
        ENTITIES.put("quot", '"');
        ENTITIES.put("apos", '\'');
        ENTITIES.put("euro", '\u20ac');
        ENTITIES.put("ndash", '\u2013');
        ENTITIES.put("mdash", '\u2014');
        ENTITIES.put("lsquo", '\u2018');
        ENTITIES.put("rsquo", '\u2019');
        ENTITIES.put("ldquo", '\u201c');
        ENTITIES.put("rdquo", '\u201d');
        ENTITIES.put("bull", '\u2022');
        ENTITIES.put("hellip", '\u2026');
        ENTITIES.put("trade", '\u2122');
        ENTITIES.put("oelig", '\u0153');
        ENTITIES.put("OElig", '\u0152');
        ENTITIES.put("zwnj", '\u200c');
        ENTITIES.put("zwj", '\u200d');
    }

    private final Reader in;
    private final char[] buffer = new char[2048];
    private int at;
    private int limit;
    /// Text that was read ahead and is text after all, or the second half of an entity.
    private final StringBuilder pending = new StringBuilder();
    private int pendingAt;

    HtmlTextReader(Reader in) {
        this.in = in;
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        int n = 0;
        while (n < length) {
            int c = text();
            if (c < 0) {
                break;
            }
            into[offset + n++] = (char) c;
        }
        return n == 0 && length > 0 ? -1 : n;
    }

    private int text() throws IOException {
        while (true) {
            if (pendingAt < pending.length()) {
                return pending.charAt(pendingAt++);
            }
            pending.setLength(0);
            pendingAt = 0;
            int c = next();
            if (c == '&') {
                entity();
            } else if (c == '<') {
                int first = peek();
                if (first == '!' || first == '?') {
                    next();
                    declaration();
                } else if (first == '/' || isLetter(first)) {
                    if (tag()) {
                        return '\n';
                    }
                } else {
                    return c;
                }
            } else {
                return c;
            }
        }
    }

    private void declaration() throws IOException {
        if (peek() != '-') {
            skipTo('>');
            return;
        }
        next();
        if (peek() != '-') {
            skipTo('>');
            return;
        }
        int dashes = 0;
        int c;
        while ((c = next()) >= 0) {
            if (c == '>' && dashes >= 2) {
                return;
            }
            dashes = c == '-' ? dashes + 1 : 0;
        }
    }

    /// @return whether the tag stands for white space
    private boolean tag() throws IOException {
        boolean closing = peek() == '/';
        if (closing) {
            next();
        }
        var name = name();
        int quote = 0;
        int c;
        while ((c = next()) >= 0) {
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '>') {
                break;
            } else if (c == '"' || c == '\'') {
                quote = c;
            }
        }
        if (!closing && SKIPPED.contains(name)) {
            skipElement(name);
            return true;
        }
        return BREAKING.contains(name);
    }

    private String name() throws IOException {
        var name = new StringBuilder(8);
        while (isLetter(peek()) || peek() >= '0' && peek() <= '9') {
            int c = next();
            if (name.length() < MAX_NAME) {
                name.append((char) Octets.lower(c));
            }
        }
        return name.toString();
    }

    private void skipElement(String name) throws IOException {
        int c;
        while ((c = next()) >= 0) {
            if (c == '<' && peek() == '/') {
                next();
                if (name().equals(name)) {
                    skipTo('>');
                    return;
                }
            }
        }
    }

    private void skipTo(char end) throws IOException {
        int c;
        do {
            c = next();
        } while (c >= 0 && c != end);
    }

    private void entity() throws IOException {
        var name = new StringBuilder(8);
        while (name.length() < 10
                && (isLetter(peek()) || peek() >= '0' && peek() <= '9' || peek() == '#' && name.isEmpty())) {
            name.append((char) next());
        }
        var text = name.toString();
        if (text.startsWith("#")) {
            int codePoint = number(text);
            if (codePoint > 0) {
                pending.appendCodePoint(codePoint);
                skipSemicolon();
                return;
            }
        }
        var known = ENTITIES.get(text);
        if (known == null) {
            pending.append('&').append(text);
        } else {
            pending.append(known.charValue());
            skipSemicolon();
        }
    }

    private static int number(String text) {
        boolean hex = text.length() > 1 && (text.charAt(1) == 'x' || text.charAt(1) == 'X');
        int value = 0;
        for (int i = hex ? 2 : 1; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), hex ? 16 : 10);
            if (digit < 0 || value > 0x10ffff) {
                return -1;
            }
            value = value * (hex ? 16 : 10) + digit;
        }
        return Character.isValidCodePoint(value) && !(value >= 0xd800 && value < 0xe000) ? value : -1;
    }

    private void skipSemicolon() throws IOException {
        if (peek() == ';') {
            next();
        }
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private int peek() throws IOException {
        if (at == limit) {
            limit = Math.max(0, in.read(buffer, 0, buffer.length));
            at = 0;
        }
        return at == limit ? -1 : buffer[at];
    }

    private int next() throws IOException {
        int c = peek();
        if (c >= 0) {
            at++;
        }
        return c;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
