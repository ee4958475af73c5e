package org.tassis.core;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The name a person logs in with, e.g. `monsite0001`; distinct from every e-mail address, so it has no `@`.
///
/// @param value lower case: a letter or digit, then letters, digits, `.`, `_`, `-`; 1 to 64 characters
public record Login(String value) {
    private static final Pattern SYNTAX = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    public Login {
        value = value.toLowerCase(Locale.ROOT);
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("a login name has 1 to 64 letters, digits, dots, dashes or underscores,"
                    + " and begins with a letter or digit");
        }
    }

    public static Optional<Login> parse(String text) {
        return SYNTAX.matcher(text.toLowerCase(Locale.ROOT)).matches()
                ? Optional.of(new Login(text))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
