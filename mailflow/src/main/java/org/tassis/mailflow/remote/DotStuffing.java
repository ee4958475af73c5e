package org.tassis.mailflow.remote;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/// Writes content as DATA carries it: a dot more before lines that begin with one, and the line with a single dot at
/// the end (RFC 5321 §4.5.2). Lines end in CRLF already.
final class DotStuffing implements WritableByteChannel {
    private static final int BLOCK = 64 * 1024;

    private final OutputStream out;
    private final Runnable beforeBlock;
    private final byte[] block = new byte[BLOCK];
    private int filled;
    private int last = '\n';
    private int beforeLast = '\r';

    /// @param beforeBlock called before each write to `out`
    DotStuffing(OutputStream out, Runnable beforeBlock) {
        this.out = out;
        this.beforeBlock = beforeBlock;
    }

    @Override
    public int write(ByteBuffer octets) throws IOException {
        int count = octets.remaining();
        while (octets.hasRemaining()) {
            byte octet = octets.get();
            if (octet == '.' && last == '\n') {
                put((byte) '.');
            }
            put(octet);
            beforeLast = last;
            last = octet;
        }
        return count;
    }

    private void put(byte octet) throws IOException {
        if (filled == BLOCK) {
            flush();
        }
        block[filled++] = octet;
    }

    private void flush() throws IOException {
        beforeBlock.run();
        out.write(block, 0, filled);
        filled = 0;
    }

    /// Writes the end.
    void finish() throws IOException {
        if (last != '\n' || beforeLast != '\r') {
            put((byte) '\r');
            put((byte) '\n');
        }
        put((byte) '.');
        put((byte) '\r');
        put((byte) '\n');
        flush();
        out.flush();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
