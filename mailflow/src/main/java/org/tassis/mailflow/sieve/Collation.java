package org.tassis.mailflow.sieve;

import java.util.Optional;

/// How two strings compare: RFC 4790 §9, the comparators of RFC 5228 §2.7.3. A character is a Unicode
/// character where the RFC has octets, which differs for `?` alone.
enum Collation {
    OCTET("i;octet", true) {
        @Override
        char folded(char c) {
            return c;
        }
    },
    ASCII_CASEMAP("i;ascii-casemap", true) {
        @Override
        char folded(char c) {
            return c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
        }
    },
    ASCII_NUMERIC("i;ascii-numeric", false) {
        @Override
        char folded(char c) {
            return c;
        }

        @Override
        int compare(String a, String b) {
            return compareNumbers(a, b);
        }

        @Override
        boolean same(String a, String b) {
            return compareNumbers(a, b) == 0;
        }
    };

    private final String identifier;
    private final boolean substrings;

    Collation(String identifier, boolean substrings) {
        this.identifier = identifier;
        this.substrings = substrings;
    }

    String identifier() {
        return identifier;
    }

    /// Whether `:contains` and `:matches` make sense.
    boolean hasSubstrings() {
        return substrings;
    }

    static Optional<Collation> named(String identifier) {
        for (var collation : values()) {
            if (collation.identifier.equals(identifier)) {
                return Optional.of(collation);
            }
        }
        return Optional.empty();
    }

    /// One UTF-16 character as it is compared.
    abstract char folded(char c);

    boolean same(String a, String b) {
        if (a.length() != b.length()) {
            return false;
        }
        for (int i = 0; i < a.length(); i++) {
            if (folded(a.charAt(i)) != folded(b.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /// In the order of code points, which is that of UTF-8's octets.
    int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = folded(a.charAt(i));
            char y = folded(b.charAt(i));
            if (x != y) {
                boolean xHigh = Character.isSurrogate(x);
                boolean yHigh = Character.isSurrogate(y);
                return xHigh == yHigh ? Character.compare(x, y) : xHigh ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /// The first place of `part` in `value` at or behind `from`, or -1.
    int find(String value, String part, int from, Cost cost) {
        int last = value.length() - part.length();
        if (part.isEmpty()) {
            return from <= value.length() ? from : -1;
        }
        char first = folded(part.charAt(0));
        long compared = 0;
        int found = -1;
        for (int i = from; i <= last; i++) {
            compared++;
            if (folded(value.charAt(i)) != first) {
                continue;
            }
            int k = 1;
            while (k < part.length() && folded(value.charAt(i + k)) == folded(part.charAt(k))) {
                k++;
            }
            compared += k;
            if (k == part.length()) {
                found = i;
                break;
            }
            if (compared > 1_000_000) {
                cost.spend(compared);
                compared = 0;
            }
        }
        cost.spend(compared);
        return found;
    }

    /// Numbers of any length; what begins with no digit is infinite: RFC 4790 §9.1.1.
    private static int compareNumbers(String a, String b) {
        int endA = digits(a);
        int endB = digits(b);
        if (endA == 0 || endB == 0) {
            return Boolean.compare(endA == 0, endB == 0);
        }
        int startA = zeros(a, endA);
        int startB = zeros(b, endB);
        int byLength = Integer.compare(endA - startA, endB - startB);
        return byLength != 0 ? byLength : a.substring(startA, endA).compareTo(b.substring(startB, endB));
    }

    private static int digits(String text) {
        int i = 0;
        while (i < text.length() && Lexer.isDigit(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static int zeros(String text, int end) {
        int i = 0;
        while (i < end && text.charAt(i) == '0') {
            i++;
        }
        return i;
    }
}
