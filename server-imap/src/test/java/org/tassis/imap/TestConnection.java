package org.tassis.imap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tassis.net.Connection;
import org.tassis.net.ConnectionClosed;
import org.tassis.net.LineTooLong;

/// A connection whose input is known beforehand and comes in pieces of a chosen size; what is written is
/// kept.
public final class TestConnection implements Connection {
    private final byte[] input;
    private final int piece;
    private int at;
    private int arrived;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int flushed;
    private int largestWrite;
    private HandOver collected = () -> {};

    public TestConnection(byte[] input, int piece) {
        this.input = input;
        this.piece = piece;
    }

    public static TestConnection of(String latin1) {
        return new TestConnection(latin1.getBytes(StandardCharsets.ISO_8859_1), Integer.MAX_VALUE);
    }

    /// What was written, flushed or not.
    public String output() {
        return written.toString(StandardCharsets.ISO_8859_1);
    }

    public byte[] octets() {
        return written.toByteArray();
    }

    public int unflushed() {
        return written.size() - flushed;
    }

    public int largestWrite() {
        return largestWrite;
    }

    public int notRead() {
        return input.length - at;
    }

    public void clear() {
        written.reset();
        flushed = 0;
    }

    @Override
    public void beforeWaiting(HandOver writes) {
        collected = writes;
    }

    private void arrive() throws IOException {
        if (at == arrived) {
            collected.handOver();
            flush();
            if (at == input.length) {
                throw new ConnectionClosed("end of input");
            }
            arrived = (int) Math.min(input.length, arrived + (long) piece);
        }
    }

    @Override
    public byte[] readLine(int maxOctets, Duration timeout) throws IOException {
        int from = at;
        while (true) {
            arrive();
            if (input[at++] == '\n' && at - from >= 2 && input[at - 2] == '\r') {
                if (at - from - 2 > maxOctets) {
                    throw new LineTooLong("line");
                }
                return Arrays.copyOfRange(input, from, at - 2);
            }
        }
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration timeout) throws IOException {
        if (length == 0) {
            return 0;
        }
        arrive();
        int count = Math.min(length, arrived - at);
        System.arraycopy(input, at, into, offset, count);
        at += count;
        return count;
    }

    @Override
    public void readFully(byte[] into, int offset, int length, Duration timeout) throws IOException {
        for (int done = 0; done < length; ) {
            done += read(into, offset + done, length - done, timeout);
        }
    }

    @Override
    public void unread(byte[] octets, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int available() {
        return arrived - at;
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
        largestWrite = Math.max(largestWrite, length);
        written.write(octets, offset, length);
    }

    @Override
    public void write(String latin1) {
        written.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void writeFile(FileChannel file, long position, long length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) length);
        while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) >= 0) {}
        written.writeBytes(buffer.array());
    }

    @Override
    public void flush() {
        flushed = written.size();
    }

    @Override
    public String id() {
        return "imap-test";
    }

    @Override
    public InetSocketAddress remote() {
        return InetSocketAddress.createUnresolved("client", 1);
    }

    @Override
    public InetSocketAddress local() {
        return InetSocketAddress.createUnresolved("server", 143);
    }

    @Override
    public boolean isEncrypted() {
        return false;
    }

    @Override
    public @Nullable String cipher() {
        return null;
    }

    @Override
    public boolean isConfidential() {
        return true;
    }

    @Override
    public boolean mayStartTls() {
        return false;
    }

    @Override
    public Event await(Duration timeout) {
        return at < input.length ? Event.INPUT : Event.CLOSED;
    }

    @Override
    public void wake() {}

    @Override
    public void startTls() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void mask(boolean secret) {}

    @Override
    public void authenticated(String login) {}

    @Override
    public boolean isStopping() {
        return false;
    }

    @Override
    public void close() {}

    @Override
    public void abort() {}
}
