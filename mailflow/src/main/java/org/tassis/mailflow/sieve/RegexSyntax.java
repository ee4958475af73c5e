package org.tassis.mailflow.sieve;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/// Reads a POSIX extended regular expression and writes it anew for RE2/J, so that nothing else gets there:
/// no inline flags, whose case folding does not end for some letters that are younger than its tables, and no
/// repetition of repetitions, whose program it would build whole before anybody could measure it. Folding is
/// done here, for ASCII letters, as `i;ascii-casemap` says. Linear.
final class RegexSyntax {
    private static final Set<String> CLASSES = Set.of(
            "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper",
            "xdigit");
    private static final int MAX_REPEAT = 255; // POSIX's RE_DUP_MAX

    private final String in;
    private final boolean fold;
    private final int maxSize;
    private final Position position;
    private final StringBuilder out = new StringBuilder();
    private int at;

    /// Instructions of the groups around this place, at most.
    private final Deque<Long> outer = new ArrayDeque<>();

    private long size;
    /// Of what a repetition would repeat; 0 when there is nothing.
    private long atom;

    private RegexSyntax(String in, boolean fold, int maxSize, Position position) {
        this.in = in;
        this.fold = fold;
        this.maxSize = maxSize;
        this.position = position;
    }

    /// @param fold    letters match in both cases
    /// @param maxSize instructions of the compiled expression
    /// @throws Fault no regular expression, or one too large
    static String vetted(String expression, boolean fold, int maxSize, Position position) {
        var syntax = new RegexSyntax(expression, fold, maxSize, position);
        syntax.read();
        return syntax.out.toString();
    }

    private void read() {
        while (at < in.length()) {
            char c = in.charAt(at);
            switch (c) {
                case '(' -> open();
                case ')' -> close();
                case '|' -> {
                    out.append('|');
                    size += 1;
                    atom = 0;
                    at++;
                }
                case '^', '$' -> {
                    out.append(c);
                    at++;
                    atom(1);
                }
                case '.' -> {
                    out.append('.');
                    at++;
                    atom(1);
                }
                case '[' -> {
                    brackets();
                    atom(1);
                }
                case '*', '+', '?' -> {
                    at++;
                    repeat(String.valueOf(c), 0, 1);
                }
                case '{' -> counted();
                case '\\' -> {
                    escape();
                    atom(1);
                }
                default -> {
                    literal(character());
                    atom(1);
                }
            }
            if (size > maxSize) {
                throw fault("it is too large: fewer or smaller repetitions, please");
            }
        }
        if (!outer.isEmpty()) {
            throw fault("a '(' without its ')'");
        }
    }

    private void atom(long instructions) {
        atom = instructions;
        size += instructions;
    }

    private void open() {
        at++;
        if (at < in.length() && in.charAt(at) == '?') {
            throw fault("'(?' is not known here");
        }
        outer.push(size);
        size = 0;
        atom = 0;
        out.append('(');
    }

    private void close() {
        if (outer.isEmpty()) {
            throw fault("a ')' without its '('");
        }
        at++;
        out.append(')');
        long inner = size + 2;
        size = outer.pop();
        atom(inner);
    }

    private void counted() {
        int end = in.indexOf('}', at);
        var counts = end < 0 ? "" : in.substring(at + 1, end);
        int comma = counts.indexOf(',');
        int least = number(comma < 0 ? counts : counts.substring(0, comma));
        int most = comma < 0 ? least : comma == counts.length() - 1 ? least : number(counts.substring(comma + 1));
        if (least < 0 || most < least || most > MAX_REPEAT) {
            throw fault("'{' begins a repetition such as {2}, {2,} or {2,5}, at most " + MAX_REPEAT);
        }
        at = end + 1;
        repeat("{" + counts + "}", Math.max(most, 1) - 1, most + 2);
    }

    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            if (!Lexer.isDigit(digits.charAt(i))) {
                return -1;
            }
            value = value * 10 + digits.charAt(i) - '0';
        }
        return value;
    }

    private void repeat(String operator, int copies, int extra) {
        if (atom == 0) {
            throw fault("nothing before '" + operator + "' to repeat");
        }
        out.append(operator);
        if (at < in.length() && in.charAt(at) == '?') { // others' sign for "as little as possible"
            out.append('?');
            at++;
        }
        if (at < in.length() && "*+?{".indexOf(in.charAt(at)) >= 0) {
            throw fault("'" + operator + in.charAt(at) + "': a repetition of a repetition needs parentheses");
        }
        size += copies * atom + extra;
        atom = 0;
    }

    /// What the backslash makes of the character behind it. POSIX knows only itself for signs; letters that
    /// others use are taken too.
    private void escape() {
        at++;
        if (at == in.length()) {
            throw fault("it ends with a backslash");
        }
        int c = character();
        if ("dDsSwWbB".indexOf(c) >= 0) {
            out.append('\\').append((char) c);
        } else if (c < 0x80 && (Character.isLetterOrDigit(c) || c < ' ')) {
            throw fault("'\\" + (char) c + "' is not known here");
        } else {
            literal(c);
        }
    }

    private int character() {
        int c = in.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private void literal(int c) {
        if (fold && isLetter(c)) {
            out.append('[').appendCodePoint(c).appendCodePoint(c ^ 0x20).append(']');
        } else {
            quoted(c);
        }
    }

    private void quoted(int c) {
        if (c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c)) {
            out.append('\\');
        }
        out.appendCodePoint(c);
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private void brackets() {
        at++;
        out.append('[');
        if (at < in.length() && in.charAt(at) == '^') {
            out.append('^');
            at++;
        }
        boolean first = true;
        while (true) {
            if (at >= in.length()) {
                throw fault("a '[' without its ']'");
            }
            char c = in.charAt(at);
            if (c == ']' && !first) {
                at++;
                out.append(']');
                return;
            }
            first = false;
            if (c == '[' && at + 1 < in.length() && ":.=".indexOf(in.charAt(at + 1)) >= 0) {
                named();
            } else if (c == '\\' && at + 1 < in.length() && "dDsSwW".indexOf(in.charAt(at + 1)) >= 0) {
                out.append(in, at, at + 2);
                at += 2;
            } else {
                range();
            }
        }
    }

    private void named() {
        int end = in.indexOf(":]", at);
        var name = in.charAt(at + 1) == ':' && end > at + 1 ? in.substring(at + 2, end) : "";
        if (!CLASSES.contains(name)) {
            throw fault("'" + (end < 0 ? "[" : in.substring(at, end + 2)) + "' is no class of characters");
        }
        out.append("[:")
                .append(fold && (name.equals("upper") || name.equals("lower")) ? "alpha" : name)
                .append(":]");
        at = end + 2;
    }

    private void range() {
        int from = member();
        int to = from;
        if (at + 1 < in.length() && in.charAt(at) == '-' && in.charAt(at + 1) != ']') {
            at++;
            to = member();
            if (to < from) {
                throw fault("a range that runs backwards");
            }
        }
        members(from, to);
        if (fold) {
            other(from, to, 'a', 'z', -32);
            other(from, to, 'A', 'Z', 32);
        }
    }

    private void other(int from, int to, char first, char last, int shift) {
        int start = Math.max(from, first);
        int end = Math.min(to, last);
        if (start <= end) {
            members(start + shift, end + shift);
        }
    }

    private void members(int from, int to) {
        quoted(from);
        if (to > from) {
            out.append('-');
            quoted(to);
        }
    }

    private int member() {
        int c = character();
        if (c == '\\' && at < in.length()) {
            char escaped = in.charAt(at);
            if (escaped < 0x80 && Character.isLetterOrDigit(escaped)) {
                throw fault("'\\" + escaped + "' is not known here");
            }
            return character();
        }
        return c;
    }

    private Fault fault(String what) {
        return Fault.at(position, "not a regular expression: " + what);
    }
}
