package org.tassis.smtp.wire;

import java.util.Optional;

/// Scans message content block by block, cut anywhere, without copying: finds the end of DATA, which is
/// CRLF.CRLF and nothing else (RFC 5321 §4.1.1.4), takes stuffed dots out (§4.5.2), and notices what
/// content must not hold. At a fault it goes on to look for the end, but passes nothing on any more: the
/// message is lost, the session is not. Keeps no octets; time is linear in what it is given.
public final class ContentScanner {
    private enum State {
        LINE_START,
        LINE,
        CR,
        DOT,
        DOT_CR
    }

    private final boolean dots;
    private final int maxLine;
    private State state = State.LINE_START;
    private long line; // octets of the current line in earlier blocks
    private boolean finished;
    private boolean eightBit;
    private Optional<ContentFault> fault = Optional.empty();

    private ContentScanner(boolean dots, int maxLine) {
        this.dots = dots;
        this.maxLine = maxLine;
    }

    /// For DATA. The CRLF of the command itself counts as the one before the dot.
    ///
    /// @param maxLine octets of the longest line borne, without its end; 998 is what others must keep to
    public static ContentScanner untilDot(int maxLine) {
        return new ContentScanner(true, maxLine);
    }

    /// For BDAT of text: the end is known by count, the rules for lines are the same.
    public static ContentScanner counted(int maxLine) {
        return new ContentScanner(false, maxLine);
    }

    /// Whether the end of DATA was found.
    public boolean finished() {
        return finished;
    }

    /// The first fault; known for sure when {@link #finished}, or after {@link #endOfContent}.
    public Optional<ContentFault> fault() {
        return fault;
    }

    /// Whether an octet above 127 was seen.
    public boolean eightBit() {
        return eightBit;
    }

    /// For counted content: there is no more.
    public void endOfContent() {
        if (state == State.CR) {
            refuse(ContentFault.BARE_LINE_END);
        }
    }

    /// Scans a block and passes on what is content.
    ///
    /// @return how many octets were used: all, but for the block in which the end was found
    public int scan(byte[] octets, int offset, int length, OctetConsumer content) {
        int end = offset + length;
        int from = offset; // of what is to be passed on
        long lineFrom = offset - line; // where the current line began, perhaps before this block
        int high = 0;
        int i = offset;
        while (i < end) {
            switch (state) {
                case LINE_START -> {
                    if (dots && octets[i] == '.') {
                        pass(content, octets, from, i);
                        i++;
                        from = i;
                        lineFrom = i;
                        state = State.DOT;
                    } else {
                        lineFrom = i;
                        state = State.LINE;
                    }
                }
                case LINE -> {
                    byte b = 0;
                    while (i < end) { // the one loop that sees every octet
                        b = octets[i];
                        high |= b;
                        if (b <= '\r' && b >= 0 && (b == '\r' || b == '\n' || b == 0)) {
                            break;
                        }
                        i++;
                    }
                    if (i < end) {
                        if (b == '\r') {
                            state = State.CR;
                            if (i - lineFrom > maxLine) {
                                refuse(ContentFault.LINE_TOO_LONG);
                            }
                        } else {
                            refuse(b == 0 ? ContentFault.NUL : ContentFault.BARE_LINE_END);
                        }
                        i++;
                    }
                }
                case CR -> {
                    if (octets[i] == '\n') {
                        i++;
                        state = State.LINE_START;
                    } else {
                        refuse(ContentFault.BARE_LINE_END);
                        state = State.LINE; // looks at this octet again: it may be a CR itself
                    }
                }
                case DOT -> {
                    if (octets[i] == '\r') {
                        i++;
                        state = State.DOT_CR;
                    } else {
                        state = State.LINE;
                    }
                }
                case DOT_CR -> {
                    if (octets[i] == '\n') {
                        finished = true;
                        eightBit |= high < 0;
                        return i + 1 - offset;
                    }
                    refuse(ContentFault.BARE_LINE_END);
                    state = State.LINE;
                }
            }
        }
        if (state != State.DOT_CR) {
            pass(content, octets, from, end);
        }
        line = state == State.LINE_START ? 0 : Math.min(end - lineFrom, Integer.MAX_VALUE);
        if (line > maxLine + 1L) { // one more may be the CR
            refuse(ContentFault.LINE_TOO_LONG);
        }
        eightBit |= high < 0;
        return length;
    }

    private void pass(OctetConsumer content, byte[] octets, int from, int to) {
        if (to > from && fault.isEmpty()) {
            content.accept(octets, from, to - from);
        }
    }

    private void refuse(ContentFault what) {
        if (fault.isEmpty()) {
            fault = Optional.of(what);
        }
    }
}
