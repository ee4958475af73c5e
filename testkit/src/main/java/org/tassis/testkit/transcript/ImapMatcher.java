package org.tassis.testkit.transcript;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compares an expected IMAP response with one that came, by structure. Holds what `$names` are bound to.
final class ImapMatcher {
    private static final Set<String> STATUS_WORDS = Set.of("OK", "NO", "BAD", "BYE", "PREAUTH");
    private static final Set<String> SETS_OF_WORDS = Set.of("CAPABILITY", "ENABLED");
    private static final Set<String> FLAG_ITEMS = Set.of("FLAGS", "PERMANENTFLAGS");
    private static final Set<String> PASSED_OVER = Set.of("FLAGS", "OK", "RECENT");

    private Map<String, ImapValue> bound = new HashMap<>();

    /// A response without its tag, `*` or `+`.
    sealed interface Response {
        /// @param code of the response, in brackets
        record Status(String word, ImapValue.@Nullable Group code, String text) implements Response {}

        record Data(List<ImapValue> values) implements Response {}
    }

    static Response parse(String text, java.util.function.Function<String, String> files) {
        int space = text.indexOf(' ');
        String word = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        if (!STATUS_WORDS.contains(word)) {
            return new Response.Data(ImapValue.parse(text, files));
        }
        String rest = space < 0 ? "" : text.substring(space + 1);
        if (!rest.startsWith("[") || rest.indexOf(']') < 0) {
            return new Response.Status(word, null, rest);
        }
        int close = closeOf(rest);
        List<ImapValue> code = ImapValue.parse(rest.substring(0, close + 1), files);
        return new Response.Status(
                word,
                (ImapValue.Group) code.getFirst(),
                rest.substring(close + 1).strip());
    }

    /// Of the bracket that opens `text`, outside quotes.
    private static int closeOf(String text) {
        boolean quoted = false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ']' && !quoted) {
                return i;
            }
        }
        return text.indexOf(']');
    }

    /// What servers may add at any time without harm.
    static boolean mayBePassedOver(Response response) {
        return switch (response) {
            case Response.Status status -> PASSED_OVER.contains(status.word());
            case Response.Data data ->
                data.values().stream()
                        .limit(2)
                        .anyMatch(v -> v instanceof ImapValue.Atom atom
                                && PASSED_OVER.contains(atom.text().toUpperCase(Locale.ROOT)));
        };
    }

    void bind(String name, ImapValue value) {
        bound.put("$" + name, value);
    }

    @Nullable
    ImapValue value(String variable) {
        return bound.get(variable);
    }

    /// Binds variables only when it matches.
    boolean matches(Response expected, Response actual) {
        Map<String, ImapValue> before = new HashMap<>(bound);
        boolean same =
                switch (expected) {
                    case Response.Status e -> actual instanceof Response.Status a && status(e, a);
                    case Response.Data e -> actual instanceof Response.Data a && data(e.values(), a.values());
                };
        if (!same) {
            bound = before;
        }
        return same;
    }

    private boolean status(Response.Status expected, Response.Status actual) {
        if (!expected.word().equals(actual.word())) {
            return false;
        }
        if (expected.code() != null) {
            ImapValue.Group code = actual.code();
            if (code == null || !code(expected.code().items(), code.items())) {
                return false;
            }
        }
        return expected.text().isEmpty() || LineMatcher.textMatches(expected.text(), actual.text());
    }

    private boolean code(List<ImapValue> expected, List<ImapValue> actual) {
        if (isWord(expected, 0, FLAG_ITEMS) && expected.size() == 2 && actual.size() == 2) {
            return one(expected.get(0), actual.get(0)) && flags(expected.get(1), actual.get(1));
        }
        return isWord(expected, 0, SETS_OF_WORDS) ? set(expected, actual) : sequence(expected, actual);
    }

    private boolean data(List<ImapValue> expected, List<ImapValue> actual) {
        if (isWord(expected, 1, Set.of("FETCH")) && expected.size() == 3 && actual.size() == 3) {
            return one(expected.get(0), actual.get(0))
                    && one(expected.get(1), actual.get(1))
                    && pairs(expected.get(2), actual.get(2));
        }
        if (isWord(expected, 0, Set.of("STATUS")) && expected.size() == 3 && actual.size() == 3) {
            return sequence(expected.subList(0, 2), actual.subList(0, 2)) && pairs(expected.get(2), actual.get(2));
        }
        if (isWord(expected, 0, FLAG_ITEMS) && expected.size() == 2 && actual.size() == 2) {
            return one(expected.get(0), actual.get(0)) && flags(expected.get(1), actual.get(1));
        }
        if (isWord(expected, 0, Set.of("LIST", "LSUB")) && expected.size() > 1 && actual.size() > 1) {
            return one(expected.get(0), actual.get(0))
                    && flags(expected.get(1), actual.get(1))
                    && sequence(expected.subList(2, expected.size()), actual.subList(2, actual.size()));
        }
        return isWord(expected, 0, SETS_OF_WORDS) ? set(expected, actual) : sequence(expected, actual);
    }

    private static boolean isWord(List<ImapValue> values, int index, Set<String> words) {
        return values.size() > index
                && values.get(index) instanceof ImapValue.Atom atom
                && words.contains(atom.text().toUpperCase(Locale.ROOT));
    }

    private static boolean isMore(ImapValue value) {
        return value instanceof ImapValue.Atom atom && atom.text().equals("...");
    }

    private boolean sequence(List<ImapValue> expected, List<ImapValue> actual) {
        for (int i = 0; i < expected.size(); i++) {
            if (isMore(expected.get(i))) {
                return true;
            }
            if (i >= actual.size() || !one(expected.get(i), actual.get(i))) {
                return false;
            }
        }
        return expected.size() == actual.size();
    }

    private boolean set(List<ImapValue> expected, List<ImapValue> actual) {
        List<ImapValue> left = new ArrayList<>(actual);
        boolean more = false;
        for (ImapValue item : expected) {
            if (isMore(item)) {
                more = true;
            } else if (!left.removeIf(new FirstOnly(item))) {
                return false;
            }
        }
        return more || left.isEmpty();
    }

    /// True once, for the first value that matches.
    private final class FirstOnly implements java.util.function.Predicate<ImapValue> {
        private final ImapValue expected;
        private boolean found;

        private FirstOnly(ImapValue expected) {
            this.expected = expected;
        }

        @Override
        public boolean test(ImapValue actual) {
            if (!found && one(expected, actual)) {
                found = true;
                return true;
            }
            return false;
        }
    }

    private boolean flags(ImapValue expected, ImapValue actual) {
        if (!(expected instanceof ImapValue.Group all) || !(actual instanceof ImapValue.Group there)) {
            return one(expected, actual);
        }
        List<ImapValue> wanted = all.items();
        List<ImapValue> came = there.items();
        boolean anyWanted = wanted.stream().anyMatch(ImapMatcher::isVoluntary);
        return set(
                wanted,
                anyWanted ? came : came.stream().filter(v -> !isVoluntary(v)).toList());
    }

    /// Whether it may be there or not. RFC 5258 §4: whether a mailbox has children may be told unasked.
    private static boolean isVoluntary(ImapValue flag) {
        return flag instanceof ImapValue.Atom atom
                && (atom.is("\\Recent") || atom.is("\\HasChildren") || atom.is("\\HasNoChildren"));
    }

    /// `(name value name value)` in any order.
    private boolean pairs(ImapValue expected, ImapValue actual) {
        if (!(expected instanceof ImapValue.Group all) || !(actual instanceof ImapValue.Group there)) {
            return one(expected, actual);
        }
        List<ImapValue> wanted = all.items();
        List<ImapValue> came = there.items();
        List<ImapValue> left = new ArrayList<>(came);
        boolean more = !wanted.isEmpty() && isMore(wanted.getLast());
        int end = wanted.size() - (more ? 1 : 0);
        if (end % 2 != 0 || left.size() % 2 != 0) {
            return false;
        }
        for (int i = 0; i < end; i += 2) {
            int at = indexOfName(left, wanted.get(i));
            if (at < 0) {
                return false;
            }
            boolean same = isWord(wanted, i, FLAG_ITEMS)
                    ? flags(wanted.get(i + 1), left.get(at + 1))
                    : one(wanted.get(i + 1), left.get(at + 1));
            if (!same) {
                return false;
            }
            left.remove(at + 1);
            left.remove(at);
        }
        return more || left.isEmpty();
    }

    private int indexOfName(List<ImapValue> pairs, ImapValue name) {
        for (int i = 0; i < pairs.size(); i += 2) {
            if (one(name, pairs.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private boolean one(ImapValue expected, ImapValue actual) {
        if (expected instanceof ImapValue.Atom variable && variable.isVariable()) {
            ImapValue before = bound.putIfAbsent(variable.text(), actual);
            return before == null || before.equals(actual) || sameText(before, actual);
        }
        if (expected instanceof ImapValue.Group wanted) {
            return actual instanceof ImapValue.Group came
                    && wanted.open() == came.open()
                    && sequence(wanted.items(), came.items());
        }
        return sameText(expected, actual);
    }

    private static boolean sameText(ImapValue expected, ImapValue actual) {
        if (expected instanceof ImapValue.Group || actual instanceof ImapValue.Group) {
            return false;
        }
        if (expected instanceof ImapValue.Atom wanted && actual instanceof ImapValue.Atom came) {
            return wanted.is(came.text());
        }
        boolean nil = expected instanceof ImapValue.Atom a && a.is("NIL")
                || actual instanceof ImapValue.Atom b && b.is("NIL"); // NIL is no string
        return !nil && expected.plain().equals(actual.plain());
    }
}
