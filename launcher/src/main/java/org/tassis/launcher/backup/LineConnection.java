package org.tassis.launcher.backup;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A connection to a server on this machine that speaks in lines. Used by one thread.
class LineConnection implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 120_000;
    private static final int LONGEST_LINE = 16 << 20;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    LineConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
        out = socket.getOutputStream();
    }

    void send(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /// Without its end.
    String line() throws IOException {
        return new String(octets(), StandardCharsets.UTF_8);
    }

    byte[] octets() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the connection was closed");
            }
            if (octet == '\n') {
                byte[] all = line.toByteArray();
                int length = all.length > 0 && all[all.length - 1] == '\r' ? all.length - 1 : all.length;
                return java.util.Arrays.copyOf(all, length);
            }
            if (line.size() >= LONGEST_LINE) {
                throw new IOException("a line does not end");
            }
            line.write(octet);
        }
    }

    byte[] octets(int count) throws IOException {
        byte[] octets = in.readNBytes(count);
        if (octets.length < count) {
            throw new EOFException("the connection was closed");
        }
        return octets;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
