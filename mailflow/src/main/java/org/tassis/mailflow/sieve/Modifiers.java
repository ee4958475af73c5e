package org.tassis.mailflow.sieve;

import java.util.Set;

/// What `set` does to a value: RFC 5229 §4.1.
final class Modifiers {
    private Modifiers() {}

    static String apply(Set<Command.Modifier> modifiers, String value) {
        var changed = value;
        for (var modifier : modifiers) { // an enum set: in the order of precedence
            changed = switch (modifier) {
                case LOWER -> lower(changed, changed.length());
                case UPPER -> upper(changed, changed.length());
                case LOWERFIRST -> lower(changed, 1);
                case UPPERFIRST -> upper(changed, 1);
                case QUOTEWILDCARD -> quoted(changed, "*?\\");
                case QUOTEREGEX -> quoted(changed, ".[](){}|*+?^$\\");
                case LENGTH -> Integer.toString(changed.codePointCount(0, changed.length()));
            };
        }
        return changed;
    }

    /// ASCII letters only: §4.1.3.
    private static String lower(String text, int length) {
        var characters = text.toCharArray();
        for (int i = 0; i < Math.min(length, characters.length); i++) {
            char c = characters[i];
            characters[i] = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return new String(characters);
    }

    private static String upper(String text, int length) {
        var characters = text.toCharArray();
        for (int i = 0; i < Math.min(length, characters.length); i++) {
            char c = characters[i];
            characters[i] = c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
        }
        return new String(characters);
    }

    private static String quoted(String text, String special) {
        var out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            if (special.indexOf(text.charAt(i)) >= 0) {
                out.append('\\');
            }
            out.append(text.charAt(i));
        }
        return out.toString();
    }
}
