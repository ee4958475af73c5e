package org.tassis.mailflow.sieve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A `:matches` pattern: `*` any characters, `?` one, a backslash takes the meaning away (RFC 5228 §2.7.1).
/// Wildcards take as little as they can (RFC 5229 §3.2), so each piece between stars is simply searched for
/// behind the piece before it, and the last piece must be the end: there is nothing to try twice, and no
/// pattern costs more than its length times the value's.
final class Glob {
    private final Collation collation;
    /// What stands between the stars.
    private final List<Segment> segments = new ArrayList<>(4);

    private final int wildcards;

    /// @param characters folded; where `any`, one of any kind
    /// @param wildcard   of the first wildcard in it, counted over the whole pattern
    private record Segment(char[] characters, boolean[] any, int wildcard) {
        int length() {
            return characters.length;
        }
    }

    private Glob(String pattern, Collation collation) {
        this.collation = collation;
        var characters = new char[pattern.length()];
        var any = new boolean[pattern.length()];
        int n = 0;
        int count = 0;
        int first = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*') {
                segments.add(new Segment(Arrays.copyOf(characters, n), Arrays.copyOf(any, n), first));
                Arrays.fill(any, 0, n, false);
                n = 0;
                count++;
                first = count;
                continue;
            }
            if (c == '?') {
                any[n++] = true;
                count++;
                continue;
            }
            if (c == '\\' && i + 1 < pattern.length()) {
                c = pattern.charAt(++i);
            }
            characters[n++] = collation.folded(c);
        }
        segments.add(new Segment(Arrays.copyOf(characters, n), Arrays.copyOf(any, n), first));
        wildcards = count;
    }

    static Glob compile(String pattern, Collation collation) {
        return new Glob(pattern, collation);
    }

    boolean matches(String value, Cost cost) {
        return matched(value, cost).isPresent();
    }

    /// What the wildcards stand for, the whole value first; empty when it does not match.
    Optional<List<String>> matched(String value, Cost cost) {
        var ends = new int[2 * Math.min(wildcards, TextCompiler.MAX_CAPTURES)];
        var counter = new Counter(cost);
        boolean matches = match(value, ends, counter);
        counter.flush();
        if (!matches) {
            return Optional.empty();
        }
        var captures = new ArrayList<String>(ends.length / 2 + 1);
        captures.add(value);
        for (int i = 0; i < ends.length; i += 2) {
            captures.add(value.substring(ends[i], ends[i + 1]));
        }
        return Optional.of(captures);
    }

    private boolean match(String value, int[] ends, Counter counter) {
        int at = forward(segments.getFirst(), value, 0, ends, counter);
        if (segments.size() == 1) {
            return at == value.length();
        }
        if (at < 0) {
            return false;
        }
        for (int i = 1; i < segments.size() - 1; i++) {
            var segment = segments.get(i);
            int start = at;
            int end = -1;
            while (start <= value.length() && (end = forward(segment, value, start, ends, counter)) < 0) {
                start += width(value, start);
            }
            if (end < 0) {
                return false;
            }
            capture(segment.wildcard - 1, at, start, ends);
            at = end;
        }
        var last = segments.getLast();
        int start = backward(last, value, ends, counter);
        if (start < at) {
            return false;
        }
        capture(last.wildcard - 1, at, start, ends);
        return true;
    }

    private static int width(String value, int at) {
        return at + 1 < value.length()
                        && Character.isHighSurrogate(value.charAt(at))
                        && Character.isLowSurrogate(value.charAt(at + 1))
                ? 2
                : 1;
    }

    /// Where the segment ends when it begins at `from`; -1 when it does not.
    private int forward(Segment segment, String value, int from, int[] ends, Counter counter) {
        int at = from;
        int wildcard = segment.wildcard;
        for (int i = 0; i < segment.length(); i++) {
            counter.count();
            if (at >= value.length()) {
                return -1;
            }
            if (segment.any[i]) {
                int width = width(value, at);
                capture(wildcard++, at, at + width, ends);
                at += width;
            } else if (collation.folded(value.charAt(at)) == segment.characters[i]) {
                at++;
            } else {
                return -1;
            }
        }
        return at;
    }

    /// Where the segment begins when it ends with the value; -1 when it does not.
    private int backward(Segment segment, String value, int[] ends, Counter counter) {
        int at = value.length();
        int wildcard = segment.wildcard;
        for (int i = 0; i < segment.length(); i++) {
            wildcard += segment.any[i] ? 1 : 0;
        }
        for (int i = segment.length() - 1; i >= 0; i--) {
            counter.count();
            if (at <= 0) {
                return -1;
            }
            if (segment.any[i]) {
                int width = at >= 2
                                && Character.isLowSurrogate(value.charAt(at - 1))
                                && Character.isHighSurrogate(value.charAt(at - 2))
                        ? 2
                        : 1;
                capture(--wildcard, at - width, at, ends);
                at -= width;
            } else if (collation.folded(value.charAt(at - 1)) == segment.characters[i]) {
                at--;
            } else {
                return -1;
            }
        }
        return at;
    }

    private static void capture(int wildcard, int from, int to, int[] ends) {
        if (2 * wildcard < ends.length) {
            ends[2 * wildcard] = from;
            ends[2 * wildcard + 1] = to;
        }
    }

    private static final class Counter {
        private final Cost cost;
        private int steps;

        Counter(Cost cost) {
            this.cost = cost;
        }

        void count() {
            if (++steps == 100_000) {
                flush();
            }
        }

        void flush() {
            cost.spend(steps);
            steps = 0;
        }
    }
}
