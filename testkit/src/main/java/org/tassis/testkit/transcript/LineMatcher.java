package org.tassis.testkit.transcript;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Compares lines of POP3 and SMTP. Holds what `$names` are bound to.
final class LineMatcher {
    private static final Pattern SPECIAL = Pattern.compile("\\.\\.\\.|\\$[a-z][A-Za-z0-9_]*");

    private final Map<String, String> bound = new HashMap<>();

    /// `...` for anything, otherwise from the beginning.
    static boolean textMatches(String expected, String actual) {
        return new LineMatcher().matches(expected, actual);
    }

    @Nullable
    String value(String variable) {
        return bound.get(variable);
    }

    /// Binds variables only when it matches.
    boolean matches(String expected, String actual) {
        if (expected.isEmpty()) {
            return actual.isEmpty();
        }
        StringBuilder regex = new StringBuilder();
        List<String> names = new ArrayList<>();
        Matcher special = SPECIAL.matcher(expected);
        int done = 0;
        while (special.find()) {
            regex.append(Pattern.quote(expected.substring(done, special.start())));
            String found = special.group();
            if (found.equals("...")) {
                regex.append(".*");
            } else if (bound.get(found) instanceof String value) {
                regex.append(Pattern.quote(value));
            } else if (names.contains(found)) {
                regex.append('\\').append(names.indexOf(found) + 1);
            } else {
                names.add(found);
                regex.append("(\\S+)");
            }
            done = special.end();
        }
        regex.append(Pattern.quote(expected.substring(done))).append("(?:$|[ -].*)");
        Matcher match = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(actual);
        if (!match.matches()) {
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            bound.put(names.get(i), match.group(i + 1));
        }
        return true;
    }

    /// A whole SMTP reply.
    boolean replyMatches(List<String> expected, List<String> actual) {
        if (expected.size() == 1) {
            return matches(spaced(expected.getFirst()), spaced(actual.getLast()));
        }
        List<String> left = new ArrayList<>(actual);
        boolean more = false;
        for (String line : expected) {
            String wanted = spaced(line);
            if (wanted.length() > 3 && wanted.substring(3).strip().equals("...")) {
                more = true;
                continue;
            }
            int at = 0;
            while (at < left.size() && !matches(wanted, spaced(left.get(at)))) {
                at++;
            }
            if (at == left.size()) {
                return false;
            }
            left.remove(at);
        }
        return more || left.isEmpty();
    }

    static boolean continues(String line) {
        return line.length() > 3 && line.charAt(3) == '-';
    }

    private static String spaced(String line) {
        return continues(line) ? line.substring(0, 3) + " " + line.substring(4) : line;
    }
}
