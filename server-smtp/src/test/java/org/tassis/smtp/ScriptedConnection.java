package org.tassis.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tassis.net.Connection;
import org.tassis.net.ConnectionClosed;
import org.tassis.net.ConnectionTimeout;
import org.tassis.net.LineTooLong;
import org.tassis.testkit.TestClock;

/// A client that says what a test wrote down, block by block, on a clock of its own: no network, no
/// waiting. A block comes when the server waits for it, after the block's delay.
final class ScriptedConnection implements Connection {
    private record Block(byte[] octets, Duration delay) {}

    private final TestClock clock;
    private final Deque<Block> script = new ArrayDeque<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ByteArrayOutputStream unflushed = new ByteArrayOutputStream();
    final List<Boolean> masks = new ArrayList<>();
    final List<String> logins = new ArrayList<>();
    private byte[] input = {};
    private int at;
    boolean encrypted;
    boolean mayStartTls;
    boolean trusted;
    boolean endless; // does the last block come again and again?
    int flushes;

    ScriptedConnection(TestClock clock) {
        this.clock = clock;
    }

    ScriptedConnection encrypted() {
        encrypted = true;
        return this;
    }

    ScriptedConnection offeringTls() {
        mayStartTls = true;
        return this;
    }

    ScriptedConnection says(byte[] octets, Duration delay) {
        script.add(new Block(octets, delay));
        return this;
    }

    /// Lines, all at once.
    ScriptedConnection says(String... lines) {
        return says(bytes(String.join("\r\n", lines) + "\r\n"), Duration.ZERO);
    }

    /// The same in blocks of `size` octets.
    ScriptedConnection saysCut(int size, byte[] octets) {
        for (int i = 0; i < octets.length; i += size) {
            says(Arrays.copyOfRange(octets, i, Math.min(octets.length, i + size)), Duration.ZERO);
        }
        return this;
    }

    /// Whatever was flushed.
    String heard() {
        return written.toString(StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// At least one octet is there afterwards.
    private void fill(Duration timeout) throws IOException {
        while (at == input.length) {
            Block next = endless && script.size() == 1 ? script.peek() : script.poll();
            if (next == null) {
                throw new ConnectionClosed("the script is over");
            }
            if (next.delay().compareTo(timeout) > 0) {
                clock.advance(timeout);
                throw new ConnectionTimeout("nothing came");
            }
            clock.advance(next.delay());
            input = next.octets();
            at = 0;
        }
    }

    @Override
    public byte[] readLine(int maxOctets, Duration timeout) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long start = clock.millis();
        boolean cr = false;
        while (true) {
            fill(timeout.minusMillis(clock.millis() - start));
            byte b = input[at++];
            if (cr && b == '\n') {
                byte[] octets = line.toByteArray();
                if (octets.length - 1 > maxOctets) {
                    throw new LineTooLong("too long");
                }
                return Arrays.copyOf(octets, octets.length - 1);
            }
            cr = b == '\r';
            line.write(b);
            if (line.size() > 1_000_000) {
                throw new ConnectionClosed("line without end");
            }
        }
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration timeout) throws IOException {
        fill(timeout);
        int n = Math.min(length, input.length - at);
        System.arraycopy(input, at, into, offset, n);
        at += n;
        return n;
    }

    @Override
    public void unread(byte[] octets, int offset, int length) {
        byte[] joined = new byte[length + input.length - at];
        System.arraycopy(octets, offset, joined, 0, length);
        System.arraycopy(input, at, joined, length, input.length - at);
        input = joined;
        at = 0;
    }

    @Override
    public int available() {
        return input.length - at;
    }

    @Override
    public void startTls() throws IOException {
        flush();
        if (available() > 0) {
            throw new IOException("octets were sent before the handshake");
        }
        encrypted = true;
        mayStartTls = false;
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
        unflushed.write(octets, offset, length);
    }

    @Override
    public void write(String latin1) {
        unflushed.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void flush() {
        if (unflushed.size() > 0) {
            flushes++;
            written.writeBytes(unflushed.toByteArray());
            unflushed.reset();
        }
    }

    @Override
    public void close() {
        flush();
    }

    @Override
    public String id() {
        return "smtp-1";
    }

    @Override
    public InetSocketAddress remote() {
        return new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 4711);
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 25);
    }

    @Override
    public boolean isEncrypted() {
        return encrypted;
    }

    @Override
    public @Nullable String cipher() {
        return encrypted ? "TLSv1.3 TLS_AES_128_GCM_SHA256" : null;
    }

    @Override
    public boolean isConfidential() {
        return encrypted || trusted;
    }

    @Override
    public boolean mayStartTls() {
        return mayStartTls;
    }

    @Override
    public void mask(boolean secret) {
        masks.add(secret);
    }

    @Override
    public void authenticated(String login) {
        logins.add(login);
    }

    @Override
    public Event await(Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void wake() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void readFully(byte[] into, int offset, int length, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void writeFile(FileChannel file, long position, long length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isStopping() {
        return false;
    }

    @Override
    public void abort() {
        script.clear();
    }
}
