package org.tassis.mailflow.sieve;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Finds encoded characters (RFC 5228 §2.4.2.4) and then variables (RFC 5229 §3) in a string of a script. One
/// pass each, linear.
final class TextCompiler {
    /// `${32}` is the last: RFC 5229 §6 asks for 9.
    static final int MAX_CAPTURES = 32;

    private static final String LETTERS = "hexunicodHEXUNICOD";
    private static final String NUMBERS = "0123456789abcdefABCDEF \t\r\n";

    private TextCompiler() {}

    static Text compile(Syntax.Str string, Scope scope) {
        var value = string.value();
        if (value.indexOf("${") < 0) {
            return new Text.Constant(value);
        }
        if (scope.has(SieveExtension.ENCODED_CHARACTER)) {
            value = decoded(value, string.position());
        }
        return scope.has(SieveExtension.VARIABLES)
                ? template(value, string.position(), scope)
                : new Text.Constant(value);
    }

    private static String decoded(String value, Position position) {
        var out = new StringBuilder(value.length());
        int plain = 0;
        int at = 0;
        while ((at = value.indexOf("${", at)) >= 0) {
            int colon = end(value, at + 2, LETTERS);
            int end = colon < value.length() && value.charAt(colon) == ':' ? end(value, colon + 1, NUMBERS) : colon;
            boolean closed = end > colon && end < value.length() && value.charAt(end) == '}';
            var decoded =
                    switch (closed ? value.substring(at + 2, colon).toLowerCase(Locale.ROOT) : "") {
                        case "hex" -> octets(value.substring(colon + 1, end));
                        case "unicode" -> characters(value.substring(colon + 1, end), position);
                        default -> Optional.<String>empty();
                    };
            if (decoded.isPresent()) {
                out.append(value, plain, at).append(decoded.get());
                at = end + 1;
                plain = at;
            } else {
                at += 2;
            }
        }
        return out.append(value, plain, value.length()).toString();
    }

    /// Where the characters of this kind end.
    private static int end(String value, int from, String kind) {
        int at = from;
        while (at < value.length() && kind.indexOf(value.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /// Octets that are not valid UTF-8 are read one by one as Latin-1.
    private static Optional<String> octets(String text) {
        var numbers = hexadecimal(text, 2);
        var octets = new byte[numbers.size()];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = numbers.get(i).byteValue();
        }
        if (octets.length == 0) {
            return Optional.empty();
        }
        var utf8 = new String(octets, StandardCharsets.UTF_8);
        return Optional.of(utf8.indexOf('\ufffd') < 0 ? utf8 : new String(octets, StandardCharsets.ISO_8859_1));
    }

    private static Optional<String> characters(String text, Position position) {
        var numbers = hexadecimal(text, Integer.MAX_VALUE);
        var characters = new StringBuilder();
        for (int number : numbers) {
            if (number > 0x10ffff || number >= 0xd800 && number < 0xe000) {
                throw Fault.at(position, "${unicode:...}: " + Integer.toHexString(number) + " is no character");
            }
            characters.appendCodePoint(number);
        }
        return numbers.isEmpty() ? Optional.empty() : Optional.of(characters.toString());
    }

    /// Empty when the text is anything but hexadecimal numbers with blanks between them.
    private static List<Integer> hexadecimal(String text, int maxDigits) {
        var numbers = new ArrayList<Integer>();
        int digits = 0;
        int value = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ' ' : text.charAt(i);
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                if (digits > 0) {
                    numbers.add(value);
                }
                digits = 0;
                value = 0;
                continue;
            }
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0 || ++digits > maxDigits) {
                return List.of();
            }
            value = Math.min(value, 0x1000000) * 16 + digit;
        }
        return numbers;
    }

    private static Text template(String value, Position position, Scope scope) {
        var pieces = new ArrayList<Text.Piece>();
        int plain = 0;
        int at = 0;
        while ((at = value.indexOf("${", at)) >= 0) {
            int end = at + 2;
            while (end < value.length() && isNamePart(value.charAt(end))) {
                end++;
            }
            var piece = end < value.length() && value.charAt(end) == '}'
                    ? piece(value.substring(at + 2, end), position, scope)
                    : Optional.<Text.Piece>empty();
            if (piece.isEmpty()) {
                at += 2;
                continue;
            }
            if (at > plain) {
                pieces.add(new Text.Literal(value.substring(plain, at)));
            }
            pieces.add(piece.get());
            at = end + 1;
            plain = at;
        }
        if (pieces.isEmpty()) {
            return new Text.Constant(value);
        }
        if (plain < value.length()) {
            pieces.add(new Text.Literal(value.substring(plain)));
        }
        return new Text.Template(value, pieces);
    }

    private static Optional<Text.Piece> piece(String reference, Position position, Scope scope) {
        if (reference.isEmpty()) {
            return Optional.empty();
        }
        if (Lexer.isDigit(reference.charAt(0))) {
            return isNumber(reference) ? Optional.of(captured(reference, position)) : Optional.empty();
        }
        int dot = reference.indexOf('.');
        if (dot < 0) {
            return Optional.of(new Text.Reference(scope.variable(reference)));
        }
        if (!wellFormed(reference)) {
            return Optional.empty();
        }
        return Optional.of(new Text.Reference(scope.namespaced(reference, position)));
    }

    /// `identifier "." *(variable-name ".") variable-name`.
    private static boolean wellFormed(String reference) {
        for (var name : reference.split("\\.", -1)) {
            if (name.isEmpty() || Lexer.isDigit(name.charAt(0)) && !isNumber(name)) {
                return false;
            }
        }
        return true;
    }

    private static Text.Piece captured(String digits, Position position) {
        int index = 0;
        for (int i = 0; i < digits.length(); i++) {
            index = Math.min(index, 1000) * 10 + (digits.charAt(i) - '0');
        }
        if (index > MAX_CAPTURES) {
            throw Fault.at(position, "${" + digits + "}: the last one is ${" + MAX_CAPTURES + "}");
        }
        return new Text.Captured(index);
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Lexer.isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNamePart(char c) {
        return Lexer.isWordStart(c) || Lexer.isDigit(c) || c == '.';
    }
}
