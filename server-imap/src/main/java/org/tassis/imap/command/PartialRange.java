package org.tassis.imap.command;

import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.Tokens;

/// A window into ordered results, `1:100`, or from the end, `-1:-100`: RFC 9394 §3.1, RFC 5267 §4.4.
///
/// @param first the smaller distance from the beginning (or end), at least 1
/// @param last  the larger, at least `first`
public record PartialRange(long first, long last, boolean fromEnd) {
    public PartialRange {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("not a range");
        }
    }

    static PartialRange parse(Tokens tokens) {
        boolean fromEnd = tokens.tryTake('-');
        long one = tokens.positive();
        tokens.take(':');
        if (fromEnd) {
            tokens.take('-');
        }
        long other = tokens.positive();
        return new PartialRange(Math.min(one, other), Math.max(one, other), fromEnd);
    }

    /// How many places are in it.
    public long size() {
        return last - first + 1;
    }

    /// The index of the window's first result among `count`, from 0.
    public int from(int count) {
        return (int) (fromEnd ? Math.max(0, count - last) : Math.min(count, first - 1));
    }

    /// The index behind the window's last result.
    public int to(int count) {
        return (int) Math.max(from(count), fromEnd ? Math.max(0, count - first + 1) : Math.min(count, last));
    }

    /// As the client wrote it, but with the smaller number first.
    @Override
    public String toString() {
        return fromEnd ? "-" + first + ":-" + last : first + ":" + last;
    }

    /// @throws ImapSyntaxException what two windows in one command are
    static ImapSyntaxException twice() {
        return new ImapSyntaxException("One PARTIAL, and no ALL with it"); // RFC 9394 §3.1
    }
}
