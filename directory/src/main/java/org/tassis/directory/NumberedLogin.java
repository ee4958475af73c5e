package org.tassis.directory;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.core.Login;

/// A login made of a word and a number, such as `monsite0001`.
///
/// @param word   ends with something that is no digit
/// @param number of four to six digits
public record NumberedLogin(String word, int number) {
    private static final Pattern SYNTAX = Pattern.compile("(.*[^0-9])([0-9]{4,6})");

    /// Empty for a login of another kind.
    public static Optional<NumberedLogin> of(String login) {
        Matcher parts = SYNTAX.matcher(login);
        return parts.matches()
                ? Optional.of(new NumberedLogin(parts.group(1), Integer.parseInt(parts.group(2))))
                : Optional.empty();
    }

    public NumberedLogin next() {
        return new NumberedLogin(word, number + 1);
    }

    /// With four digits at least.
    public Login login() {
        return new Login(word + String.format(Locale.ROOT, "%04d", number));
    }
}
