package org.tassis.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads `value; name=value; ...` of Content-Type and Content-Disposition: RFC 2045 §5.1, RFC 2183, with RFC 2231's
/// continuations and character sets joined and decoded. Never fails. Input is an unfolded value, octets as Latin-1.
final class ParameterParser {
    private static final int MAX_PARAMETERS = 100;
    private static final int MAX_SECTION = 99;

    private final String text;
    private int at;

    final String value;
    final Map<String, String> parameters;
    /// The boundary parameter as it was written, for comparing octets.
    @Nullable
    String boundary;

    ParameterParser(String text) {
        this.text = text;
        this.value = Octets.lower(word(false));
        this.parameters = parameters();
    }

    private Map<String, String> parameters() {
        Map<String, String> found = Map.of();
        List<Section> sections = List.of();
        int count = 0;
        while (at < text.length() && count++ < MAX_PARAMETERS) {
            if (text.charAt(at) == ';') {
                at++;
                continue;
            }
            int equals = at;
            while (equals < text.length() && text.charAt(equals) != '=' && text.charAt(equals) != ';') {
                equals++;
            }
            var name = Octets.lower(withoutComments(text.substring(at, equals)));
            if (equals == text.length() || text.charAt(equals) == ';') {
                at = equals;
                continue;
            }
            at = equals + 1;
            var raw = word(true);
            int star = name.indexOf('*');
            if (name.isEmpty() || star == 0) {
                continue;
            }
            if (star > 0) {
                if (sections.isEmpty()) {
                    sections = new ArrayList<>();
                }
                var section = Section.of(name, star, raw);
                if (section != null) {
                    sections.add(section);
                    if (found.isEmpty()) {
                        found = new LinkedHashMap<>();
                    }
                    found.putIfAbsent(section.name, ""); // keeps its place
                }
                continue;
            }
            if (found.isEmpty()) {
                found = new LinkedHashMap<>();
            }
            if (found.putIfAbsent(name, Charsets.readable(raw)) == null && name.equals("boundary")) {
                boundary = raw;
            }
        }
        if (!sections.isEmpty()) {
            join(sections, found);
        }
        return switch (found.size()) {
            case 0 -> Map.of();
            case 1 -> Map.copyOf(found);
            default -> java.util.Collections.unmodifiableMap(found);
        };
    }

    /// A quoted string, or everything up to the next semicolon or comment: unquoted file names have spaces.
    private String word(boolean mayBeQuoted) {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        if (mayBeQuoted && at < text.length() && text.charAt(at) == '"') {
            var quoted = new StringBuilder();
            at++;
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '"') {
                    break;
                }
                if (c == '\\' && at < text.length()) {
                    c = text.charAt(at++);
                }
                quoted.append(c);
            }
            while (at < text.length() && text.charAt(at) != ';') {
                at++;
            }
            return quoted.toString();
        }
        int start = at;
        while (at < text.length() && text.charAt(at) != ';') {
            if (text.charAt(at) == '(') {
                int end = at;
                skipComment();
                var before = text.substring(start, end).strip();
                if (!before.isEmpty()) {
                    while (at < text.length() && text.charAt(at) != ';') {
                        at++;
                    }
                    return before;
                }
                start = at;
            } else {
                at++;
            }
        }
        return text.substring(start, at).strip();
    }

    private void skipComment() {
        int depth = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\') {
                at = Math.min(at + 1, text.length());
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return;
            }
        }
    }

    private static String withoutComments(String name) {
        int open = name.indexOf('(');
        if (open < 0) {
            return name.strip();
        }
        int close = name.lastIndexOf(')');
        return (name.substring(0, open) + (close > open ? name.substring(close + 1) : "")).strip();
    }

    /// One `name*`, `name*0` or `name*0*`: RFC 2231 §3, §4.
    private record Section(String name, int number, boolean encoded, String raw) {
        static @Nullable Section of(String full, int star, String raw) {
            var rest = full.substring(star + 1);
            boolean encoded = rest.isEmpty() || rest.endsWith("*");
            var digits = rest.endsWith("*") ? rest.substring(0, rest.length() - 1) : rest;
            int number = 0;
            for (int i = 0; i < digits.length(); i++) {
                int d = digits.charAt(i) - '0';
                number = number * 10 + d;
                if (d < 0 || d > 9 || number > MAX_SECTION) {
                    return null;
                }
            }
            return new Section(full.substring(0, star), number, encoded, raw);
        }
    }

    private static void join(List<Section> sections, Map<String, String> into) {
        sections.sort(Comparator.comparing(Section::name).thenComparingInt(Section::number));
        int i = 0;
        while (i < sections.size()) {
            var name = sections.get(i).name;
            var octets = new StringBuilder();
            @Nullable String charset = null;
            int expected = 0;
            for (; i < sections.size() && sections.get(i).name.equals(name); i++) {
                var section = sections.get(i);
                if (section.number != expected) {
                    continue; // a gap, or the same number twice
                }
                expected++;
                var raw = section.raw;
                if (section.encoded && section.number == 0) {
                    int first = raw.indexOf('\'');
                    int second = first < 0 ? -1 : raw.indexOf('\'', first + 1);
                    if (second > 0) {
                        charset = raw.substring(0, first);
                        raw = raw.substring(second + 1);
                    }
                }
                octets.append(section.encoded ? percentDecoded(raw) : raw);
            }
            if (expected > 0) {
                into.put(
                        name,
                        charset == null || charset.isEmpty()
                                ? Charsets.readable(octets.toString())
                                : Charsets.decode(octets.toString().getBytes(StandardCharsets.ISO_8859_1), charset));
            }
        }
        into.values().removeIf(String::isEmpty);
    }

    private static String percentDecoded(String raw) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        var decoded = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%' && i + 2 < raw.length()) {
                int high = Character.digit(raw.charAt(i + 1), 16);
                int low = Character.digit(raw.charAt(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    int octet = high << 4 | low;
                    if (octet != 0 && octet != '\r' && octet != '\n') {
                        decoded.append((char) octet);
                    }
                    i += 2;
                    continue;
                }
            }
            decoded.append(c);
        }
        return decoded.toString();
    }
}
