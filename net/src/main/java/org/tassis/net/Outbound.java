package org.tassis.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.VoidChannelPromise;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a session writes. A buffer exists only between a write and the next flush; a flush hands it to the
/// event loop. Used by the session's thread alone, which waits while the client does not take what it was
/// sent.
final class Outbound {
    /// A buffer is handed on when it has so many octets, flushed or not.
    private static final int CHUNK = 32 * 1024;

    private static final int SMALLEST = 256;

    /// Above, a file's octets go from the page cache to the socket without passing through memory of ours.
    /// Below, a copy is cheaper than to wait for the event loop until the file may change again.
    private static final int ZERO_COPY = 128 * 1024;

    /// A file goes in pieces, so that the write timeout is asked of each piece and not of the whole.
    private static final int PIECE = 1 << 20;

    private final SocketConnection connection;
    private final Channel channel;
    private final Bell bell;
    private final Duration timeout;
    private final ChannelPromise unobserved;
    private @Nullable ByteBuf buffer;
    private int expected = SMALLEST;
    private int logged; // octets of the buffer that the protocol log was told

    Outbound(SocketConnection connection, Channel channel, Bell bell, Duration timeout) {
        this.connection = connection;
        this.channel = channel;
        this.bell = bell;
        this.timeout = timeout;
        this.unobserved = new VoidChannelPromise(channel, false);
    }

    void write(byte[] octets, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            var to = buffer(left);
            int n = Math.min(left, CHUNK - to.readableBytes());
            to.writeBytes(octets, from, n);
            from += n;
            left -= n;
            handOnWhenFull(to);
        }
    }

    void write(String latin1) throws IOException {
        var octets = latin1.getBytes(StandardCharsets.ISO_8859_1);
        write(octets, 0, octets.length);
    }

    void writeFile(FileChannel file, long position, long length) throws IOException {
        long at = position;
        long left = length;
        if (left >= ZERO_COPY && !connection.isEncrypted() && !connection.isCompressed()) {
            flush();
            connection.logSentFile(length);
            while (left > 0) {
                long n = Math.min(left, PIECE);
                waitUntilWritable();
                complete(channel.writeAndFlush(new SharedFileRegion(file, at, n)));
                connection.meters().sent(n);
                at += n;
                left -= n;
            }
            return;
        }
        while (left > 0) {
            var to = buffer((int) Math.min(left, CHUNK));
            int n = to.writeBytes(file, at, (int) Math.min(left, CHUNK - to.readableBytes()));
            if (n <= 0) {
                throw new IOException("the file ends at " + at + ", " + left + " octets too early");
            }
            at += n;
            left -= n;
            handOnWhenFull(to);
        }
    }

    void flush() throws IOException {
        var full = take();
        if (full == null) {
            return;
        }
        try {
            waitUntilWritable();
        } catch (IOException e) {
            full.release();
            throw e;
        }
        var packed = connection.packed(full);
        connection.meters().sent(packed.readableBytes());
        send(packed);
    }

    /// Hands octets to the channel. Also on the event loop. A failure closes the channel, which is how it
    /// is told.
    void send(ByteBuf octets) {
        channel.writeAndFlush(octets, unobserved);
    }

    /// Tells the protocol log what it has not been told yet.
    void logWritten() {
        var written = buffer;
        if (written != null && written.writerIndex() > logged) {
            connection.logSent(written, logged);
            logged = written.writerIndex();
        }
    }

    /// What was written and not yet flushed, of which the protocol log knows; the caller's from now on.
    @Nullable
    ByteBuf take() {
        logWritten();
        return takeUnlogged();
    }

    private @Nullable ByteBuf takeUnlogged() {
        var taken = buffer;
        buffer = null;
        logged = 0;
        if (taken != null) {
            int size = taken.readableBytes();
            expected = size > expected / 2
                    ? Math.min(CHUNK, Integer.highestOneBit(Math.max(size, SMALLEST) - 1) << 1)
                    : Math.max(SMALLEST, expected / 2);
            if (size == 0) {
                taken.release();
                return null;
            }
        }
        return taken;
    }

    void discard() {
        var taken = takeUnlogged();
        if (taken != null) {
            taken.release();
        }
    }

    private ByteBuf buffer(int more) throws IOException {
        var b = buffer;
        if (b == null) {
            if (connection.isClosed()) {
                throw new ConnectionClosed("closed");
            }
            b = channel.alloc().directBuffer(Math.min(CHUNK, Math.max(expected, more)), CHUNK);
            buffer = b;
        }
        return b;
    }

    private void handOnWhenFull(ByteBuf b) throws IOException {
        if (b.readableBytes() >= CHUNK) {
            flush();
        }
    }

    private void waitUntilWritable() throws IOException {
        if (!bell.await(() -> channel.isWritable() || connection.isClosed(), Bell.deadline(timeout))) {
            connection.abort();
            throw new ConnectionTimeout("the client does not read");
        }
        if (connection.isClosed()) {
            throw new ConnectionClosed("closed");
        }
    }

    private void complete(ChannelFuture written) throws IOException {
        if (!written.isDone()) {
            written.addListener(_ -> bell.ring());
            if (!bell.await(written::isDone, Bell.deadline(timeout))) {
                connection.abort();
                bell.await(written::isDone, Bell.NO_DEADLINE); // closing fails it: the file may change only then
                throw new ConnectionTimeout("the client does not read");
            }
        }
        if (!written.isSuccess()) {
            connection.abort();
            throw new ConnectionClosed(String.valueOf(written.cause()));
        }
    }

    /// Leaves the file open: it belongs to the store, and other sessions send from it.
    private static final class SharedFileRegion extends DefaultFileRegion {
        SharedFileRegion(FileChannel file, long position, long count) {
            super(file, position, count);
        }

        @Override
        protected void deallocate() {}
    }
}
