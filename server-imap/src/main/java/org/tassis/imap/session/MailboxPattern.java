package org.tassis.imap.session;

import java.text.Normalizer;
import java.util.BitSet;
import java.util.Locale;
import org.tassis.core.MailboxName;

/// A LIST pattern: `*` matches anything, `%` anything within one level, other characters themselves. INBOX, as a whole
/// and as first level, matches in any case. RFC 9051 §6.3.9, RFC 3501 §6.3.8.
///
/// Matching takes at most pattern length times name length steps, and a pattern that is longer than any name could
/// fill takes none.
final class MailboxPattern {
    /// Without wildcards next to each other.
    private final String text;
    private final String inboxText;
    private final boolean tooLong;

    private MailboxPattern(String text) {
        this.text = text;
        String upper = text.toUpperCase(Locale.ROOT);
        this.inboxText = upper.length() == text.length() ? upper : text; // letters that grow do not spell INBOX
        this.tooLong = text.chars().filter(c -> !isWildcard(c)).count() > MailboxName.MAX_LENGTH;
    }

    /// A reference and a pattern make one pattern by being written one after the other.
    static MailboxPattern of(String reference, String pattern) {
        String whole = Normalizer.normalize(reference + pattern, Normalizer.Form.NFC);
        StringBuilder text = new StringBuilder(whole.length());
        for (int i = 0; i < whole.length(); i++) {
            char c = whole.charAt(i);
            int last = text.length() - 1;
            if (last >= 0 && isWildcard(c) && isWildcard(text.charAt(last))) {
                if (c == '*') {
                    text.setCharAt(last, '*'); // *% and %* match what * does
                }
            } else {
                text.append(c);
            }
        }
        return new MailboxPattern(text.toString());
    }

    private static boolean isWildcard(int c) {
        return c == '*' || c == '%';
    }

    /// Whether a parent may have to be shown for what lies below it: RFC 3501 §6.3.9.
    boolean stopsAtLevels() {
        return text.indexOf('%') >= 0;
    }

    boolean matches(String name) {
        if (tooLong) {
            return false;
        }
        boolean inbox = name.startsWith("INBOX") && (name.length() == 5 || name.charAt(5) == MailboxName.SEPARATOR);
        int length = text.length();
        BitSet reached = new BitSet(length + 1); // places in the pattern that the name so far leads to
        reached.set(0);
        passWildcards(reached, length);
        for (int i = 0; i < name.length() && !reached.isEmpty(); i++) {
            char c = name.charAt(i);
            String wanted = inbox && i < 5 ? inboxText : text;
            BitSet next = new BitSet(length + 1);
            for (int at = reached.nextSetBit(0); at >= 0 && at < length; at = reached.nextSetBit(at + 1)) {
                char p = text.charAt(at);
                if (p == '*' || p == '%' && c != MailboxName.SEPARATOR) {
                    next.set(at);
                } else if (wanted.charAt(at) == c) {
                    next.set(at + 1);
                }
            }
            passWildcards(next, length);
            reached = next;
        }
        return reached.get(length);
    }

    /// A wildcard also matches nothing.
    private void passWildcards(BitSet reached, int length) {
        for (int at = reached.nextSetBit(0); at >= 0 && at < length; at = reached.nextSetBit(at + 1)) {
            if (isWildcard(text.charAt(at))) {
                reached.set(at + 1);
            }
        }
    }
}
