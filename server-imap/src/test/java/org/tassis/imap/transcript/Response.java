package org.tassis.imap.transcript;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A response line as a tree, and how an expected tree matches it: by structure, not by spelling. A literal equals a
/// quoted string, flags and the items of FETCH and STATUS come in any order, `$name` binds on first use and must agree
/// afterwards, `$$` is whatever follows, and the text behind a response code does not count.
sealed interface Response {
    /// An atom, or what looks like one.
    record Word(String text) implements Response {}

    /// A quoted string or a literal.
    record Text(String text) implements Response {}

    record Group(List<Response> members) implements Response {}

    /// The tree of one line without its end.
    static Group parse(String line) {
        return new Parser(line).line();
    }

    static boolean matches(Response expected, Response actual, Map<String, Response> bound) {
        if (expected instanceof Word(String name) && name.matches("\\$[a-z]+")) {
            Response known = bound.putIfAbsent(name, actual);
            return known == null || matches(known, actual, bound);
        }
        return switch (expected) {
            case Word(String text) -> text.equals(textOf(actual));
            case Text(String text) -> text.equals(textOf(actual));
            case Group(var members) -> actual instanceof Group(var others) && groupMatches(members, others, bound);
        };
    }

    private static String textOf(Response response) {
        return switch (response) {
            case Word(String text) -> text;
            case Text(String text) -> text;
            case Group _ -> "(";
        };
    }

    private static boolean groupMatches(List<Response> expected, List<Response> actual, Map<String, Response> bound) {
        if (expected.stream().anyMatch(Response::isItemGroup) && expected.size() == actual.size()) {
            for (int i = 0; i < expected.size(); i++) {
                boolean items = isItemGroup(expected.get(i)) && actual.get(i) instanceof Group;
                if (items
                        ? !itemsMatch((Group) expected.get(i), (Group) actual.get(i), bound)
                        : !matches(expected.get(i), actual.get(i), bound)) {
                    return false;
                }
            }
            return true;
        }
        if (isFlags(expected) && isFlags(actual)) {
            return expected.size() == actual.size() && actual.containsAll(expected);
        }
        for (int i = 0; i < expected.size(); i++) {
            if (expected.get(i).equals(new Word("$$"))) {
                return true;
            }
            if (i >= actual.size() || !matches(expected.get(i), actual.get(i), bound)) {
                return false;
            }
        }
        return expected.size() == actual.size();
    }

    /// Names and values in turn, as in FETCH and STATUS.
    private static boolean isItemGroup(Response response) {
        return response instanceof Group(var members)
                && members.size() >= 2
                && members.size() % 2 == 0
                && members.getFirst() instanceof Word(String name)
                && name.matches("[A-Z][A-Z0-9.-]+(\\[.*)?")
                && members.get(members.size() - 2) instanceof Word
                && !members.contains(new Word("$$"));
    }

    private static boolean itemsMatch(Group expected, Group actual, Map<String, Response> bound) {
        List<Response> left = new ArrayList<>(actual.members);
        for (int i = 0; i < expected.members.size(); i += 2) {
            int at = -1;
            for (int j = 0; j + 1 < left.size(); j += 2) {
                if (left.get(j).equals(expected.members.get(i))) {
                    at = j;
                }
            }
            if (at < 0 || !matches(expected.members.get(i + 1), left.get(at + 1), bound)) {
                return false;
            }
            left.remove(at);
            left.remove(at);
        }
        return left.isEmpty();
    }

    private static boolean isFlags(List<Response> members) {
        return !members.isEmpty()
                && members.stream().allMatch(m -> m instanceof Word)
                && members.stream().anyMatch(m -> m instanceof Word(String text) && text.startsWith("\\"));
    }

    /// Reads a line; anything can be read as something.
    final class Parser {
        private final String line;
        private int at;

        Parser(String line) {
            this.line = line;
        }

        /// The text of a status response is left out, but for its code.
        Group line() {
            List<Response> members = new ArrayList<>();
            while (at < line.length()) {
                if (line.charAt(at) == ' ') {
                    at++;
                    continue;
                }
                if (line.charAt(at) == '[' && !members.isEmpty()) {
                    at++;
                    members.add(group(']'));
                    return new Group(members);
                }
                Response next = one();
                members.add(next);
                boolean status = next instanceof Word(String word) && word.matches("OK|NO|BAD|BYE|\\+");
                if (status && members.size() <= 2 && !line.startsWith("[", Math.min(line.length(), at + 1))) {
                    return new Group(members);
                }
            }
            return new Group(members);
        }

        private Response one() {
            char c = line.charAt(at);
            if (c == '(') {
                at++;
                return group(')');
            }
            if (c == '"') {
                return quoted();
            }
            if (c == '{' || c == '~') {
                int open = line.indexOf('{', at);
                int end = line.indexOf('}', at);
                int length = Integer.parseInt(line.substring(open + 1, end));
                at = end + 3 + length; // CRLF comes between
                return new Text(line.substring(end + 3, at));
            }
            int start = at;
            int brackets = 0;
            while (at < line.length()) {
                char d = line.charAt(at);
                if (brackets == 0 && (d == ' ' || d == ')' || d == '(' || d == ']' && start < at)) {
                    break;
                }
                brackets += d == '[' ? 1 : d == ']' ? -1 : 0;
                at++;
            }
            if (at == start) {
                at++; // a bracket alone
            }
            return new Word(line.substring(start, at));
        }

        private Group group(char end) {
            List<Response> members = new ArrayList<>();
            while (at < line.length() && line.charAt(at) != end) {
                if (line.charAt(at) == ' ') {
                    at++;
                } else {
                    members.add(one());
                }
            }
            at++;
            return new Group(members);
        }

        private Text quoted() {
            StringBuilder text = new StringBuilder();
            for (at++; at < line.length() && line.charAt(at) != '"'; at++) {
                if (line.charAt(at) == '\\') {
                    at++;
                }
                text.append(line.charAt(at));
            }
            at++;
            return new Text(text.toString());
        }
    }
}
