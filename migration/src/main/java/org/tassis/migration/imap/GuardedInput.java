package org.tassis.migration.imap;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.tassis.message.Octets;

/// What another server sends, before anybody believes it: a literal (RFC 9051 §4.3) that is announced to be
/// larger than what was asked for, a line without end, or more octets than an answer can have, end the
/// connection; memory for them is never taken. Reads no faster than it may. One thread.
final class GuardedInput extends FilterInputStream {
    private static final int MAX_LINE = 32 << 20;
    private static final int TAIL = 24;

    private final OptionalLong perSecond;
    private final byte[] tail = new byte[TAIL];
    private int tailLength;
    private long literal;
    private long line;
    private long budget;
    private long most;
    private long owedNanos;
    private long at = System.nanoTime();

    GuardedInput(InputStream in, OptionalLong perSecond) {
        super(in);
        this.perSecond = perSecond;
        allow(1 << 20, 64 << 10);
    }

    /// Before a command.
    ///
    /// @param octets  of the whole answer
    /// @param literal of the largest literal in it
    void allow(long octets, long literal) {
        budget = octets;
        most = literal;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = in.read(into, offset, length);
        if (count > 0) {
            budget -= count;
            if (budget < 0) {
                throw new IOException("the other server sends more than it was asked for");
            }
            watch(into, offset, offset + count);
            slowDown(count);
        }
        return count;
    }

    private void watch(byte[] octets, int from, int to) throws IOException {
        int i = from;
        while (i < to) {
            if (literal > 0) {
                int skipped = (int) Math.min(literal, to - i);
                literal -= skipped;
                i += skipped;
                continue;
            }
            int lf = Octets.lineFeed(octets, i, to);
            int end = lf < 0 ? to : lf + 1;
            line += end - i;
            if (line > MAX_LINE) {
                throw new IOException("the other server sends a line without end");
            }
            keep(octets, i, end);
            if (lf >= 0) {
                literal = announced();
                if (literal > most) {
                    throw new IOException("the other server announces " + literal + " octets where at most " + most
                            + " were asked for");
                }
                tailLength = 0;
                line = 0;
            }
            i = end;
        }
    }

    /// The end of a line is all that says whether a literal follows.
    private void keep(byte[] octets, int from, int to) {
        int start = Math.max(from, to - TAIL);
        int count = to - start;
        int kept = Math.min(tailLength, TAIL - count);
        System.arraycopy(tail, tailLength - kept, tail, 0, kept);
        System.arraycopy(octets, start, tail, kept, count);
        tailLength = kept + count;
    }

    private long announced() {
        int i = tailLength - 1;
        if (i >= 0 && tail[i] == '\n') {
            i--;
        }
        if (i >= 0 && tail[i] == '\r') {
            i--;
        }
        if (i < 0 || tail[i] != '}') {
            return 0;
        }
        int close = i;
        i--;
        if (i >= 0 && tail[i] == '+') {
            i--;
            close--;
        }
        while (i >= 0 && tail[i] >= '0' && tail[i] <= '9') {
            i--;
        }
        if (i < 0) {
            return Long.MAX_VALUE; // more digits than any number has
        }
        if (tail[i] != '{' || i == close - 1) {
            return 0;
        }
        return Long.parseLong(
                new String(tail, i + 1, close - i - 1, java.nio.charset.StandardCharsets.US_ASCII).strip());
    }

    private void slowDown(int count) throws IOException {
        if (perSecond.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        owedNanos = Math.max(0, owedNanos - (now - at)) + count * 1_000_000_000L / perSecond.getAsLong();
        at = now;
        if (owedNanos > 50_000_000) {
            try {
                Thread.sleep(java.time.Duration.ofNanos(owedNanos));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new java.io.InterruptedIOException("interrupted");
            }
        }
    }
}
