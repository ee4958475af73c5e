package org.tassis.mailflow.sieve;

import java.util.Locale;

/// Cuts a script into tokens: RFC 5228 §8.1. Lines may end with CRLF or LF; in strings they become CRLF.
/// Linear in the length of the script.
final class Lexer {
    private static final int MAX_WORD = 100;

    private final String source;
    private int at;
    private int line = 1;
    private int lineStart;

    Lexer(String source) {
        this.source = source;
        if (source.startsWith("\ufeff")) { // some editors begin a file with it
            at = 1;
        }
    }

    Token next() {
        skipWhiteSpace();
        var position = position();
        if (at == source.length()) {
            return new Token(Token.Kind.END, "", 0, position);
        }
        char c = source.charAt(at);
        if (c == '"') {
            return new Token(Token.Kind.STRING, quoted(position), 0, position);
        }
        if (isDigit(c)) {
            return number(position);
        }
        if (c == ':') {
            at++;
            if (at == source.length() || !isWordStart(source.charAt(at))) {
                throw Fault.at(position, "a tag needs a name directly behind its colon");
            }
            return new Token(Token.Kind.TAG, word(), 0, position);
        }
        if (isWordStart(c)) {
            var word = word();
            if (word.equals("text") && at < source.length() && source.charAt(at) == ':') {
                at++;
                return new Token(Token.Kind.STRING, multiLine(position), 0, position);
            }
            return new Token(Token.Kind.IDENTIFIER, word, 0, position);
        }
        if ("[](){},;".indexOf(c) >= 0) {
            at++;
            return new Token(Token.Kind.SIGN, String.valueOf(c), 0, position);
        }
        throw Fault.at(position, "unexpected character " + shown(c) + "; strings are put in double quotes");
    }

    private static String shown(char c) {
        return c > ' ' && c < 0x7f ? "'" + c + "'" : String.format(Locale.ROOT, "U+%04X", (int) c);
    }

    private Position position() {
        return new Position(line, at - lineStart + 1);
    }

    /// Behind a line feed.
    private void newLine() {
        line++;
        lineStart = at;
    }

    private void skipWhiteSpace() {
        while (at < source.length()) {
            char c = source.charAt(at);
            if (c == '\n') {
                at++;
                newLine();
            } else if (c == ' ' || c == '\t' || c == '\r') {
                at++;
            } else if (c == '#') {
                skipLine();
            } else if (c == '/' && source.startsWith("/*", at)) {
                skipComment();
            } else {
                return;
            }
        }
    }

    /// To the line feed, not over it.
    private void skipLine() {
        int end = source.indexOf('\n', at);
        at = end < 0 ? source.length() : end;
    }

    private void skipComment() {
        var position = position();
        at += 2;
        while (!source.startsWith("*/", at)) {
            if (at >= source.length()) {
                throw Fault.at(position, "the comment that begins here has no */");
            }
            if (source.charAt(at++) == '\n') {
                newLine();
            }
        }
        at += 2;
    }

    private String word() {
        int start = at;
        while (at < source.length() && (isWordStart(source.charAt(at)) || isDigit(source.charAt(at)))) {
            at++;
        }
        if (at - start > MAX_WORD) {
            throw Fault.at(new Position(line, start - lineStart + 1), "a name has at most " + MAX_WORD + " letters");
        }
        return source.substring(start, at).toLowerCase(Locale.ROOT);
    }

    private Token number(Position position) {
        int start = at;
        long value = 0;
        while (at < source.length() && isDigit(source.charAt(at))) {
            value = value * 10 + (source.charAt(at++) - '0');
            if (value > Integer.MAX_VALUE * 1024L) {
                throw Fault.at(position, "the number is too large");
            }
        }
        if (at < source.length() && isWordStart(source.charAt(at))) {
            var suffix = word();
            int shift =
                    switch (suffix) {
                        case "k" -> 10;
                        case "m" -> 20;
                        case "g" -> 30;
                        default ->
                            throw Fault.at(
                                    position, "a number ends with K, M, G or nothing, not with '" + suffix + "'");
                    };
            if (value >= Long.MAX_VALUE >> shift) {
                throw Fault.at(position, "the number is too large");
            }
            value <<= shift;
        }
        return new Token(Token.Kind.NUMBER, source.substring(start, at), value, position);
    }

    private String quoted(Position position) {
        var text = new StringBuilder();
        at++;
        while (true) {
            if (at == source.length()) {
                throw Fault.at(position, "the string that begins here has no closing quote");
            }
            char c = source.charAt(at++);
            switch (c) {
                case '"' -> {
                    return text.toString();
                }
                case '\\' -> { // RFC 5228 §2.4.2: before anything else it counts for nothing
                    if (at < source.length()) {
                        add(source.charAt(at++), text);
                    }
                }
                default -> add(c, text);
            }
        }
    }

    private void add(char c, StringBuilder text) {
        switch (c) {
            case '\n' -> {
                text.append("\r\n");
                newLine();
            }
            case '\r' -> {
                if (at == source.length() || source.charAt(at) != '\n') {
                    text.append("\r\n");
                }
            }
            case 0 -> throw Fault.at(position(), "a string cannot hold the character NUL");
            default -> text.append(c);
        }
    }

    private String multiLine(Position position) {
        while (at < source.length() && (source.charAt(at) == ' ' || source.charAt(at) == '\t')) {
            at++;
        }
        if (at < source.length() && source.charAt(at) == '#') {
            skipLine();
        }
        if (at < source.length() && source.charAt(at) == '\r') {
            at++;
        }
        if (at == source.length() || source.charAt(at) != '\n') {
            throw Fault.at(position, "behind text: the line must end; the text begins in the next line");
        }
        at++;
        newLine();
        var text = new StringBuilder();
        while (at < source.length()) {
            int lineFeed = source.indexOf('\n', at);
            int end = lineFeed < 0 ? source.length() : lineFeed;
            int bare = end > at && source.charAt(end - 1) == '\r' ? end - 1 : end;
            int start = at;
            at = lineFeed < 0 ? end : end + 1;
            if (lineFeed >= 0) {
                newLine();
            }
            if (bare == start + 1 && source.charAt(start) == '.') {
                return text.toString();
            }
            if (source.startsWith("..", start)) {
                start++;
            }
            var content = source.substring(start, bare);
            if (content.indexOf('\0') >= 0) {
                throw Fault.at(position, "a string cannot hold the character NUL");
            }
            text.append(content).append("\r\n");
        }
        throw Fault.at(position, "the text that begins here has no closing line with a single dot");
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isWordStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }
}
