package org.tassis.pop3.reply;

import java.io.IOException;
import java.io.InputStream;
import org.tassis.core.OctetSink;
import org.tassis.message.Octets;
import org.tassis.net.Connection;
import org.tassis.store.StoreException;
import org.tassis.store.StoredMessage;

/// Sends a stored message as a multi-line response: RFC 1939 §3. A dot that begins a line is doubled; a
/// CRLF is added when the message does not end with one. A line begins behind every LF, also one without
/// CR: a client that ends lines there must not take a dot of the message for the end.
///
/// The reply line is written only when the first octets have been read, so that a message that cannot be
/// read is answered by an error. When reading fails later the connection is cut: an ending would make half
/// a message look whole. Memory is bounded by one block.
public final class MessageOutput {
    /// A message up to this size is read and written in one piece; beyond it, looking for dots first and
    /// then letting the system send the file costs less, where it can (in clear).
    private static final int BLOCK = 64 * 1024;

    private static final byte[] DOT = {'.'};
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] END = {'.', '\r', '\n'};

    private final Connection connection;
    private final StoredMessage message;

    public MessageOutput(Connection connection, StoredMessage message) {
        this.connection = connection;
        this.message = message;
    }

    /// RETR.
    ///
    /// @throws StoreException nothing was written
    public void whole(Pop3Reply reply) throws IOException {
        if (message.size() > BLOCK && !connection.isEncrypted() && hasNoDots()) {
            connection.write(reply.line());
            unlessBroken(() -> {
                message.send(connection, 0, message.size());
                end(endsWithCrlf());
            });
        } else {
            lines(reply, Integer.MAX_VALUE);
        }
    }

    /// TOP: the header, the empty line and `count` lines of the body.
    ///
    /// @throws StoreException nothing was written
    public void top(Pop3Reply reply, int count) throws IOException {
        lines(reply, count);
    }

    private boolean endsWithCrlf() {
        var end = message.octets(message.size() - 2, 2);
        return end[0] == '\r' && end[1] == '\n';
    }

    private boolean hasNoDots() throws IOException {
        var block = new byte[BLOCK];
        try (var in = message.open(0, message.size())) {
            byte last = '\n';
            int n;
            while ((n = in.read(block, 0, block.length)) > 0) {
                if (dotAtLineStart(block, 0, n, last) >= 0) {
                    return false;
                }
                last = block[n - 1];
            }
        }
        return true;
    }

    private void lines(Pop3Reply reply, int bodyLines) throws IOException {
        if (message.size() <= BLOCK) { // nearly all: read at once and copied once
            var octets = message.octets(0, (int) message.size());
            connection.write(reply.line());
            unlessBroken(
                    () -> new Stuffer(connection, bodyLines).all(InputStream.nullInputStream(), octets, octets.length));
            return;
        }
        var block = new byte[BLOCK];
        try (var in = message.open(0, message.size())) {
            int n = in.readNBytes(block, 0, block.length);
            connection.write(reply.line());
            int first = n;
            unlessBroken(() -> new Stuffer(connection, bodyLines).all(in, block, first));
        }
    }

    private void end(boolean atLineStart) throws IOException {
        if (!atLineStart) {
            connection.write(CRLF);
        }
        connection.content(false);
        connection.write(END);
    }

    private interface Sending {
        void run() throws IOException;
    }

    private void unlessBroken(Sending sending) throws IOException {
        connection.content(true);
        try {
            sending.run();
        } catch (StoreException e) {
            connection.abort();
            throw new IOException("a message could not be read to its end", e);
        }
    }

    /// @param before the octet before the first
    private static int dotAtLineStart(byte[] octets, int from, int to, byte before) {
        int at = from - 1;
        while ((at = Octets.indexOf(octets, at + 1, to, (byte) '.')) >= 0) {
            if ((at == from ? before : octets[at - 1]) == '\n') {
                return at;
            }
        }
        return -1;
    }

    /// Writes blocks with their dots doubled, until enough lines of the body have passed.
    private final class Stuffer {
        private final OctetSink out;
        private final boolean unlimited;
        private long linesLeft;
        private boolean inBody;
        private boolean lineIsEmpty = true;
        private byte last = '\n';
        private byte beforeLast = '\r';

        Stuffer(OctetSink out, int bodyLines) {
            this.out = out;
            this.unlimited = bodyLines == Integer.MAX_VALUE;
            this.linesLeft = bodyLines;
        }

        void all(InputStream in, byte[] block, int first) throws IOException {
            int n = first;
            while (n > 0) {
                int wanted = unlimited ? n : wanted(block, n);
                write(block, wanted);
                if (wanted < n) {
                    break;
                }
                n = in.read(block, 0, block.length);
            }
            end(last == '\n' && beforeLast == '\r');
        }

        private void write(byte[] block, int length) throws IOException {
            int from = 0;
            while (from < length) {
                int dot = dotAtLineStart(block, from, length, last);
                if (dot < 0) {
                    send(block, from, length);
                    return;
                }
                send(block, from, dot + 1);
                out.write(DOT, 0, 1);
                from = dot + 1;
            }
        }

        private void send(byte[] block, int from, int to) throws IOException {
            if (to > from) {
                out.write(block, from, to - from);
                beforeLast = to - from > 1 ? block[to - 2] : last;
                last = block[to - 1];
            }
        }

        /// How many of the octets belong to the answer.
        private int wanted(byte[] block, int length) {
            int from = 0;
            while (from < length) {
                if (inBody && linesLeft == 0) {
                    return from;
                }
                int lineFeed = Octets.lineFeed(block, from, length);
                int end = lineFeed < 0 ? length : lineFeed;
                for (int i = from; lineIsEmpty && i < end; i++) {
                    lineIsEmpty = block[i] == '\r';
                }
                if (lineFeed < 0) {
                    return length;
                }
                if (inBody) {
                    linesLeft--;
                } else {
                    inBody = lineIsEmpty;
                }
                lineIsEmpty = true;
                from = lineFeed + 1;
            }
            return length;
        }
    }
}
