package org.tassis.mailflow.spam.check;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// The texts, numbers and words of the outermost object of a JSON text; what is nested is passed over. It
/// asks for no more order than it needs. For one text.
final class FlatJson {
    private static final int MOST = 1000;

    private final String text;
    private int at;

    private FlatJson(String text) {
        this.text = text;
    }

    /// @throws IOException this is no object
    static Map<String, String> parse(String text) throws IOException {
        return new FlatJson(text).object();
    }

    private Map<String, String> object() throws IOException {
        Map<String, String> found = new HashMap<>();
        expect('{');
        if (peek() == '}') {
            return found;
        }
        while (found.size() < MOST) {
            String name = string();
            expect(':');
            char first = peek();
            if (first == '"') {
                found.put(name, string());
            } else if (first == '{' || first == '[') {
                skip();
            } else {
                int from = at;
                while (at < text.length() && ",}] \t\r\n".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
                found.put(name, text.substring(from, at));
            }
            if (peek() != ',') {
                expect('}');
                return found;
            }
            at++;
        }
        throw new IOException("JSON of too many members");
    }

    private char peek() throws IOException {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            throw new IOException("JSON that ends too early");
        }
        return text.charAt(at);
    }

    private void expect(char c) throws IOException {
        if (peek() != c) {
            throw new IOException("JSON without '" + c + "'");
        }
        at++;
    }

    /// Escapes stay as they are.
    private String string() throws IOException {
        expect('"');
        int from = at;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            throw new IOException("JSON that ends in a text");
        }
        return text.substring(from, at++);
    }

    private void skip() throws IOException {
        int depth = 0;
        do {
            char c = peek();
            if (c == '"') {
                string();
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            at++;
        } while (depth > 0);
    }
}
