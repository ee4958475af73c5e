package org.tassis.core;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The name of a mailbox in Unicode (NFC), levels separated by `/`: RFC 9051 §5.1, RFC 5198 §2.
/// `INBOX` is case-insensitive as a whole and as a first level (`inbox/x` is `INBOX/x`).
///
/// @param value 1 to {@link #MAX_LENGTH} characters, at most {@link #MAX_DEPTH} levels, none of them empty
public record MailboxName(String value) implements Comparable<MailboxName> {
    public static final int MAX_LENGTH = 250;
    public static final int MAX_DEPTH = 20;
    public static final char SEPARATOR = '/';
    public static final MailboxName INBOX = new MailboxName("INBOX");

    public MailboxName {
        value = normalise(value);
        fault(value).ifPresent(fault -> {
            throw new IllegalArgumentException(fault);
        });
    }

    /// Empty when the text is no mailbox name; {@link #fault} says why.
    public static Optional<MailboxName> parse(String text) {
        return fault(normalise(text)).isPresent() ? Optional.empty() : Optional.of(new MailboxName(text));
    }

    /// What is wrong with a name, in words for the person who chose it.
    public static Optional<String> fault(String name) {
        if (name.isEmpty()) {
            return Optional.of("a mailbox name is not empty");
        }
        if (name.length() > MAX_LENGTH) {
            return Optional.of("a mailbox name has at most " + MAX_LENGTH + " characters");
        }
        if (holdsHalfPair(name)) {
            return Optional.of("a mailbox name is valid Unicode");
        }
        int depth = 1;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfffd) {
                return Optional.of("a mailbox name has no control characters");
            }
            if (c == '*' || c == '%') {
                return Optional.of("a mailbox name has no * or %");
            }
            if (c == SEPARATOR) {
                depth++;
                if (i == 0 || i == name.length() - 1 || name.charAt(i - 1) == SEPARATOR) {
                    return Optional.of("no level of a mailbox name is empty");
                }
            }
        }
        return depth > MAX_DEPTH
                ? Optional.of("a mailbox name has at most " + MAX_DEPTH + " levels")
                : Optional.empty();
    }

    private static boolean holdsHalfPair(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < name.length()
                        && Character.isLowSurrogate(name.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String normalise(String text) {
        String name = isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
        return startsWithInbox(name) ? "INBOX" + name.substring(5) : name;
    }

    /// In ASCII letters only: RFC 9051 §5.1. A dotless i makes another name.
    private static boolean startsWithInbox(String name) {
        if (name.length() < 5 || name.length() > 5 && name.charAt(5) != SEPARATOR) {
            return false;
        }
        for (int i = 0; i < 5; i++) {
            char c = name.charAt(i);
            if (c >= 0x80 || Character.toUpperCase(c) != "INBOX".charAt(i)) {
                return false;
            }
        }
        return true;
    }

    public boolean isInbox() {
        return value.equals("INBOX");
    }

    public Optional<MailboxName> parent() {
        int cut = value.lastIndexOf(SEPARATOR);
        return cut < 0 ? Optional.empty() : Optional.of(new MailboxName(value.substring(0, cut)));
    }

    /// From the top down, without this name itself.
    public List<MailboxName> ancestors() {
        List<MailboxName> names = new ArrayList<>();
        for (int cut = value.indexOf(SEPARATOR); cut > 0; cut = value.indexOf(SEPARATOR, cut + 1)) {
            names.add(new MailboxName(value.substring(0, cut)));
        }
        return names;
    }

    public boolean isBelow(MailboxName ancestor) {
        return value.length() > ancestor.value.length()
                && value.startsWith(ancestor.value)
                && value.charAt(ancestor.value.length()) == SEPARATOR;
    }

    public MailboxName child(String level) {
        return new MailboxName(value + SEPARATOR + level);
    }

    /// The name this one gets when `from`, itself or an ancestor, becomes `to`.
    public MailboxName renamed(MailboxName from, MailboxName to) {
        if (!equals(from) && !isBelow(from)) {
            throw new IllegalArgumentException(value + " is not below " + from.value);
        }
        return new MailboxName(to.value + value.substring(from.value.length()));
    }

    @Override
    public int compareTo(MailboxName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
