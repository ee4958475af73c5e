package org.tassis.message;

import java.util.List;
import java.util.Optional;

/// Reads address lists: RFC 5322 §3.4 with the obsolete forms of §4.4, and what broken programs write.
/// Never fails; what cannot be an address at all is left out. One pass over the octets.
///
/// A word without a domain becomes an address with an empty host, never with none: that would be a group.
final class AddressParser {
    /// Of a name, local part or host.
    private static final int MAX_WORD = 1000;

    private final byte[] octets;
    private final int end;
    private int at;

    private final StringBuilder words = new StringBuilder();
    /// Where the last word begins in `words`, when white space came before it.
    private int lastWord;

    private boolean spaceBefore;
    private boolean seenAt;
    private boolean seenAngle;
    private String local = "";
    private String host = "";
    private String name = "";
    private String comment = "";
    private String route = "";

    private AddressParser(byte[] octets, int from, int to) {
        this.octets = octets;
        this.at = from;
        this.end = to;
    }

    static void parse(byte[] octets, int from, int to, List<Envelope.Mailbox> into, int limit) {
        new AddressParser(octets, from, to).list(into, limit);
    }

    private void list(List<Envelope.Mailbox> into, int limit) {
        boolean inGroup = false;
        while (at < end && into.size() < limit) {
            int c = octets[at++];
            switch (c) {
                case ' ', '\t', '\r', '\n' -> spaceBefore = true;
                case 0 -> {}
                case '(' -> comment();
                case ',' -> flush(into);
                case ';' -> {
                    flush(into);
                    if (inGroup) {
                        into.add(GROUP_END);
                        inGroup = false;
                    }
                }
                case ':' -> {
                    if (!inGroup && !seenAt && !seenAngle) {
                        into.add(new Envelope.Mailbox(
                                Optional.empty(), Optional.of(words.toString()), Optional.empty()));
                        inGroup = true;
                        reset();
                    }
                }
                case '<' -> {
                    if (seenAngle) {
                        flush(into);
                    }
                    name = seenAt ? local + "@" + words : words.toString();
                    angle();
                    seenAngle = true;
                    seenAt = false;
                    words.setLength(0);
                }
                default -> word(c);
            }
        }
        if (into.size() < limit) {
            flush(into);
        }
        if (inGroup && into.size() < limit) {
            into.add(GROUP_END);
        }
    }

    private static final Envelope.Mailbox GROUP_END =
            new Envelope.Mailbox(Optional.empty(), Optional.empty(), Optional.empty());

    /// A piece of a phrase, or of an address outside angle brackets.
    private void word(int c) {
        if (seenAngle) { // nothing that matters comes behind the brackets, but a quoted comma must not count
            if (c == '"') {
                quoted(new StringBuilder());
            }
            return;
        }
        if (c == '@' && !seenAt) {
            splitLocalPart();
            seenAt = true;
            words.setLength(0);
            lastWord = 0;
            spaceBefore = false;
            return;
        }
        if (spaceBefore && !words.isEmpty() && !seenAt) {
            append(words, ' ');
            lastWord = words.length();
        }
        spaceBefore = false;
        if (c == '"') {
            quoted(words);
        } else if (c == '[' && seenAt) {
            literal(words);
        } else {
            append(words, c);
        }
    }

    /// What was read is a local part, perhaps after a name without brackets behind it, perhaps with the
    /// obsolete white space around dots (RFC 5322 §4.4).
    private void splitLocalPart() {
        int start = lastWord;
        local = words.substring(start);
        while (start > 0 && (local.startsWith(".") || words.charAt(start - 2) == '.')) {
            int previous = words.lastIndexOf(" ", start - 2) + 1;
            local = words.substring(previous, start - 1) + local;
            start = previous;
        }
        name = start == 0 ? "" : words.substring(0, start - 1);
    }

    /// `<local@host>`, perhaps with a route (RFC 5322 §4.4), the bracket already read.
    private void angle() {
        var text = new StringBuilder();
        int lastAt = -1;
        while (at < end) {
            int c = octets[at++];
            if (c == '>') {
                break;
            }
            if (c == ',' || c == ';') { // no closing bracket
                at--;
                break;
            }
            switch (c) {
                case ' ', '\t', '\r', '\n', 0, '<' -> {}
                case '(' -> comment();
                case '"' -> quoted(text);
                case '[' -> literal(text);
                case '@' -> {
                    if (text.isEmpty()) {
                        route();
                    } else {
                        lastAt = text.length();
                        append(text, '@');
                    }
                }
                default -> append(text, c);
            }
        }
        local = lastAt < 0 ? text.toString() : text.substring(0, lastAt);
        host = lastAt < 0 || lastAt >= text.length() ? "" : text.substring(lastAt + 1);
    }

    /// The `@` already read.
    private void route() {
        var text = new StringBuilder("@");
        while (at < end && octets[at] != '>') {
            int c = octets[at++];
            if (c == ':') {
                route = text.toString();
                return;
            }
            if (!Octets.isSpace(c) && c != 0) {
                append(text, c);
            }
        }
    }

    private void quoted(StringBuilder into) {
        while (at < end) {
            int c = octets[at++];
            if (c == '"') {
                return;
            }
            if (c == '\\' && at < end) {
                c = octets[at++];
            }
            if (c != '\r' && c != '\n' && c != 0) {
                append(into, c);
            }
        }
    }

    private void literal(StringBuilder into) {
        append(into, '[');
        while (at < end) {
            int c = octets[at++];
            if (!Octets.isSpace(c) && c != 0) {
                append(into, c);
            }
            if (c == ']') {
                return;
            }
        }
    }

    private void comment() {
        var text = new StringBuilder();
        int depth = 1;
        while (at < end) {
            int c = octets[at++];
            if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                break;
            } else if (c == '\\' && at < end) {
                c = octets[at++];
            }
            if (c != '\r' && c != '\n' && c != 0) {
                append(text, c);
            }
        }
        comment = text.toString().strip();
        spaceBefore = true;
    }

    private void flush(List<Envelope.Mailbox> into) {
        if (seenAt) {
            host = words.toString();
        } else if (!seenAngle && !words.isEmpty()) {
            local = words.toString();
            host = "";
        }
        if (seenAt || seenAngle || !words.isEmpty()) {
            var shown = name.isEmpty() ? comment : name; // RFC 5322 §3.4: names were once written as comments
            into.add(new Envelope.Mailbox(
                    shown.isEmpty() ? Optional.empty() : Optional.of(shown),
                    Optional.of(local),
                    Optional.of(host),
                    route.isEmpty() ? Optional.empty() : Optional.of(route)));
        }
        reset();
    }

    private void reset() {
        words.setLength(0);
        lastWord = 0;
        spaceBefore = false;
        seenAt = false;
        seenAngle = false;
        local = "";
        host = "";
        name = "";
        comment = "";
        route = "";
    }

    private static void append(StringBuilder text, int octet) {
        if (text.length() < MAX_WORD) {
            text.append((char) (octet & 0xff));
        }
    }
}
