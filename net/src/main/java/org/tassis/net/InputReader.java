package org.tassis.net;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// The blocking reads of a session's thread. Each octet is looked at once: the beginning of a line whose
/// end has not come is moved to an array of its own, so that slow senders hold octets and not network
/// buffers.
final class InputReader {
    /// Of a line that is too long, so much is thrown away in the hope of its end; then the connection is
    /// given up.
    private static final int THROWN_AWAY_AT_MOST = 1 << 20;

    private static final byte[] NOTHING = {};

    /// Nanoseconds of silence after which a connection is taken for idle.
    private static final long REST_AFTER = Duration.ofSeconds(1).toNanos();

    private final SocketConnection connection;
    private Input inbound;
    private final Bell bell;
    private byte[] begun = NOTHING;
    private int begunLength;
    private boolean endsWithCr; // whether the last octet of what was begun is a CR
    private int thrownAway; // octets of a line that is too long

    InputReader(SocketConnection connection, Input inbound, Bell bell) {
        this.connection = connection;
        this.inbound = inbound;
        this.bell = bell;
    }

    /// From now on octets come from there. Those of a line that was begun stay.
    void readFrom(Input other) {
        inbound = other;
    }

    int available() {
        return begunLength + inbound.unread();
    }

    Connection.Event await(Duration timeout) throws IOException {
        if (inbound.unread() == 0) {
            connection.flushAll();
        }
        BooleanSupplier news =
                () -> inbound.unread() > 0 || connection.isWoken() || connection.isStopping() || inbound.isEnded();
        long deadline = Bell.deadline(timeout);
        if (connection.isCompressed()
                && timeout.toNanos() > REST_AFTER
                && !bell.await(news, System.nanoTime() + REST_AFTER)) {
            connection.rest();
        }
        bell.await(news, deadline);
        connection.checkStopping(inbound.unread() > 0);
        if (inbound.unread() > 0) {
            return Connection.Event.INPUT;
        }
        if (connection.takeWoken()) {
            return Connection.Event.WOKEN;
        }
        return inbound.isEnded() ? Connection.Event.CLOSED : Connection.Event.TIMED_OUT;
    }

    byte[] readLine(int maxOctets, Duration timeout) throws IOException {
        long deadline = Bell.deadline(timeout);
        while (true) {
            var octets = next(deadline, begunLength > 0 || thrownAway > 0);
            int start = octets.readerIndex();
            int lf = endOfLine(octets);
            if (lf < 0) {
                setAside(octets, maxOctets);
                continue;
            }
            int length = begunLength + lf - start - 1; // without CR, which may be the last octet of what was begun
            boolean tooLong = thrownAway > 0 || length > maxOctets;
            var line = tooLong ? NOTHING : line(octets, length);
            octets.readerIndex(lf + 1);
            forget();
            inbound.consumed(lf + 1 - start);
            if (tooLong) {
                throw new LineTooLong("more than " + maxOctets + " octets");
            }
            return line;
        }
    }

    int read(byte[] into, int offset, int length, Duration timeout) throws IOException {
        return read(into, offset, length, Bell.deadline(timeout));
    }

    void readFully(byte[] into, int offset, int length, Duration timeout) throws IOException {
        long deadline = Bell.deadline(timeout);
        int done = 0;
        while (done < length) {
            done += read(into, offset + done, length - done, deadline);
        }
    }

    void unread(byte[] octets, int offset, int length) {
        if (length == 0) {
            return;
        }
        if (begunLength == 0) {
            inbound.putBack(Arrays.copyOfRange(octets, offset, offset + length));
            return;
        }
        var joined = Arrays.copyOfRange(octets, offset, offset + length + begunLength);
        System.arraycopy(begun, 0, joined, length, begunLength);
        forget();
        inbound.putBack(joined);
    }

    private int read(byte[] into, int offset, int length, long deadline) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (begunLength > 0) { // a line was begun and its reader gave up: its octets come first
            int n = Math.min(length, begunLength);
            System.arraycopy(begun, 0, into, offset, n);
            System.arraycopy(begun, n, begun, 0, begunLength - n);
            begunLength -= n;
            if (begunLength == 0) {
                forget();
            }
            return n;
        }
        int n = 0;
        var octets = next(deadline, true);
        while (true) {
            int taken = Math.min(length - n, octets.readableBytes());
            octets.readBytes(into, offset + n, taken);
            inbound.consumed(taken);
            n += taken;
            if (n == length) {
                return n;
            }
            var more = inbound.peek();
            if (more == null) {
                return n;
            }
            octets = more;
        }
    }

    /// The index of the LF of the next CRLF, or -1.
    private int endOfLine(ByteBuf octets) {
        int start = octets.readerIndex();
        int end = octets.writerIndex();
        for (int lf = octets.indexOf(start, end, (byte) '\n'); lf >= 0; lf = octets.indexOf(lf + 1, end, (byte) '\n')) {
            if (lf == start ? endsWithCr : octets.getByte(lf - 1) == '\r') {
                return lf;
            }
        }
        return -1;
    }

    private byte[] line(ByteBuf octets, int length) {
        if (begunLength == 0) {
            var line = new byte[length];
            octets.getBytes(octets.readerIndex(), line);
            return line;
        }
        var line = Arrays.copyOf(begun, length);
        if (length > begunLength) {
            octets.getBytes(octets.readerIndex(), line, begunLength, length - begunLength);
        }
        return line;
    }

    /// Moves octets that end no line to where the line was begun, or throws them away when it is too long.
    private void setAside(ByteBuf octets, int maxOctets) throws IOException {
        int count = octets.readableBytes();
        endsWithCr = octets.getByte(octets.writerIndex() - 1) == '\r';
        if (thrownAway > 0 || begunLength + count > maxOctets + 1) { // one more for the CR
            thrownAway += begunLength + count;
            begun = NOTHING;
            begunLength = 0;
            octets.skipBytes(count);
        } else {
            if (begun.length < begunLength + count) {
                begun = Arrays.copyOf(begun, Math.max(begunLength + count, Math.min(2 * begun.length, maxOctets + 1)));
            }
            octets.readBytes(begun, begunLength, count);
            begunLength += count;
        }
        inbound.consumed(count);
        if (thrownAway > THROWN_AWAY_AT_MOST) {
            connection.abort();
            throw new ConnectionClosed("a line of more than " + THROWN_AWAY_AT_MOST + " octets");
        }
    }

    private void forget() {
        begun = NOTHING;
        begunLength = 0;
        endsWithCr = false;
        thrownAway = 0;
    }

    /// The next buffer with octets in it, waited for.
    ///
    /// @param midway whether this is the rest of something begun, which a stopping server lets come for a
    ///     while
    private ByteBuf next(long deadline, boolean midway) throws IOException {
        connection.checkStopping(true);
        var octets = inbound.peek();
        if (octets == null) {
            connection.flushAll(); // who waits for an answer must have been asked
        }
        while (octets == null) {
            boolean intime = bell.await(
                    () -> inbound.unread() > 0 || inbound.isEnded() || connection.mustStop(midway), deadline);
            octets = inbound.peek();
            if (octets == null) {
                connection.checkStopping(midway);
                if (inbound.isEnded()) {
                    throw new ConnectionClosed("the client has gone");
                }
                if (!intime) {
                    throw new ConnectionTimeout("nothing came in time");
                }
            }
        }
        return octets;
    }
}
