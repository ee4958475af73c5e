package org.tassis.mailflow.sieve;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A `:regex` pattern. RE2/J runs all ways through a pattern at once: time is linear in the value, whatever
/// the pattern. The longest match is taken, as POSIX says. RE2/J gets only what {@link RegexSyntax} has read
/// and written anew.
final class Regex {
    private final Pattern pattern;

    private Regex(Pattern pattern) {
        this.pattern = pattern;
    }

    /// @throws Fault not a regular expression, or one too large
    static Regex compile(String expression, Collation collation, SieveLimits limits, Position position) {
        if (expression.length() > limits.regexLength()) {
            throw Fault.at(position, "a regular expression has at most " + limits.regexLength() + " characters");
        }
        var vetted = RegexSyntax.vetted(expression, collation == Collation.ASCII_CASEMAP, limits.regexSize(), position);
        try {
            return new Regex(Pattern.compile(vetted, Pattern.LONGEST_MATCH));
        } catch (PatternSyntaxException e) {
            throw Fault.at(position, "not a regular expression: " + e.getDescription());
        }
    }

    /// In instructions.
    int size() {
        return pattern.programSize();
    }

    /// The match and its groups; empty when it is nowhere in the value.
    Optional<List<String>> find(String value, Cost cost) {
        cost.spend((long) value.length() * (16 + 2L * pattern.programSize()) + 100);
        var matcher = pattern.matcher(value);
        if (!matcher.find()) {
            return Optional.empty();
        }
        int groups = Math.min(matcher.groupCount(), TextCompiler.MAX_CAPTURES);
        var captures = new ArrayList<String>(groups + 1);
        for (int i = 0; i <= groups; i++) {
            var group = matcher.group(i);
            captures.add(group == null ? "" : group);
        }
        return Optional.of(captures);
    }
}
