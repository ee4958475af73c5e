package org.tassis.testkit.transcript;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What IMAP lines are made of. Text is octets as Latin-1.
sealed interface ImapValue {
    /// A number, keyword, flag, `BODY[...]`, `NIL`.
    record Atom(String text) implements ImapValue {
        boolean is(String word) {
            return text.equalsIgnoreCase(word);
        }

        boolean isVariable() {
            return text.matches("\\$[a-z][A-Za-z0-9_]*");
        }
    }

    /// A quoted string or literal.
    record Text(String text) implements ImapValue {}

    /// `(...)` or `[...]`.
    record Group(char open, List<ImapValue> items) implements ImapValue {}

    /// As a client would write it (strings without quotes).
    default String plain() {
        return switch (this) {
            case Atom(String text) -> text;
            case Text(String text) -> text;
            case Group(char open, List<ImapValue> items) ->
                open
                        + items.stream().map(ImapValue::plain).collect(Collectors.joining(" "))
                        + (open == '(' ? ')' : ']');
        };
    }

    /// The values of a line.
    ///
    /// @param files gives the octets for `{name}`
    static List<ImapValue> parse(String line, Function<String, String> files) {
        Parser parser = new Parser(line, files);
        List<ImapValue> values = parser.values('\0');
        if (parser.at < line.length()) {
            throw new IllegalArgumentException("unbalanced at " + parser.at + ": " + line);
        }
        return values;
    }

    /// One pass over a line.
    final class Parser {
        private final String line;
        private final Function<String, String> files;
        private int at;

        private Parser(String line, Function<String, String> files) {
            this.line = line;
            this.files = files;
        }

        private List<ImapValue> values(char end) {
            List<ImapValue> values = new ArrayList<>();
            while (at < line.length()) {
                char c = line.charAt(at);
                if (c == ' ') {
                    at++;
                } else if (c == end || c == ')') {
                    return values;
                } else {
                    values.add(value(end));
                }
            }
            if (end != '\0') {
                throw new IllegalArgumentException("no " + end + " at the end of: " + line);
            }
            return values;
        }

        private ImapValue value(char end) {
            char c = line.charAt(at);
            if (c == '(' || c == '[') {
                at++;
                char close = c == '(' ? ')' : ']';
                List<ImapValue> items = values(close);
                if (at >= line.length() || line.charAt(at) != close) {
                    throw new IllegalArgumentException("no " + close + " at " + at + ": " + line);
                }
                at++;
                return new Group(c, items);
            }
            if (c == '"') {
                return quoted();
            }
            if (c == '{' || line.startsWith("~{", at)) {
                return literal();
            }
            return atom(end);
        }

        private Text quoted() {
            StringBuilder text = new StringBuilder();
            for (at++; at < line.length() && line.charAt(at) != '"'; at++) {
                if (line.charAt(at) == '\\' && at + 1 < line.length()) {
                    at++;
                }
                text.append(line.charAt(at));
            }
            if (at++ >= line.length()) {
                throw new IllegalArgumentException("no quote at the end of: " + line);
            }
            return new Text(text.toString());
        }

        private Text literal() {
            int open = line.indexOf('{', at);
            int close = line.indexOf('}', at);
            if (close < 0) {
                throw new IllegalArgumentException("no } behind " + at + ": " + line);
            }
            String name = line.substring(open + 1, close);
            if (!name.matches("\\d+")) {
                at = close + 1;
                return new Text(files.apply(name));
            }
            int start = close + 3;
            at = start + Integer.parseInt(name);
            if (at > line.length()) {
                throw new IllegalArgumentException("literal is cut: " + line);
            }
            return new Text(line.substring(start, at));
        }

        private Atom atom(char end) {
            int start = at;
            while (at < line.length() && " ()\"".indexOf(line.charAt(at)) < 0) {
                char c = line.charAt(at);
                if (c == ']' && end == ']') {
                    break;
                }
                if (c == '[') { // a section, with its spaces and parentheses
                    int close = line.indexOf(']', at);
                    at = close < 0 ? line.length() : close + 1;
                } else {
                    at++;
                }
            }
            if (at == start) {
                throw new IllegalArgumentException("unexpected " + line.charAt(at) + " at " + at + ": " + line);
            }
            String text = line.substring(start, at);
            return new Atom(text.indexOf('[') > 0 ? text.toUpperCase(Locale.ROOT) : text);
        }
    }
}
