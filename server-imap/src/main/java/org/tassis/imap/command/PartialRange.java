package org.tassis.imap.command;

import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.Tokens;

/// A window into ordered results, `1:100`, or from the end, `-1:-100`: RFC 9394 §3.1, RFC 5267 §4.4.
///
/// @param one     a distance from the beginning (or end), at least 1
/// @param other   another, larger or smaller
public record PartialRange(long one, long other, boolean fromEnd) {
    public PartialRange {
        if (one < 1 || other < 1) {
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
        return new PartialRange(one, other, fromEnd);
    }

    /// How many places are in it.
    public long size() {
        return last() - first() + 1;
    }

    private long first() {
        return Math.min(one, other);
    }

    private long last() {
        return Math.max(one, other);
    }

    /// The index of the window's first result among `count`, from 0.
    public int from(int count) {
        return (int) (fromEnd ? Math.max(0, count - last()) : Math.min(count, first() - 1));
    }

    /// The index behind the window's last result.
    public int to(int count) {
        return (int) Math.max(from(count), fromEnd ? Math.max(0, count - first() + 1) : Math.min(count, last()));
    }

    /// As the client wrote it.
    @Override
    public String toString() {
        return fromEnd ? "-" + one + ":-" + other : one + ":" + other;
    }

    /// @throws ImapSyntaxException what two windows in one command are
    static ImapSyntaxException twice() {
        return new ImapSyntaxException("One PARTIAL, and no ALL with it"); // RFC 9394 §3.1
    }
}
