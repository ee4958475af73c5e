package org.tassis.testkit.transcript;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tassis.testkit.TrustingTls;

/// One connection of a talk. Text is octets as Latin-1 throughout.
final class Wire implements AutoCloseable {
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d{1,9})\\+?}$");

    private final boolean byteByByte;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    Wire(Socket socket, boolean byteByByte, Duration patience) throws IOException {
        this.socket = socket;
        this.byteByByte = byteByByte;
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    void send(byte[] octets) throws IOException {
        if (byteByByte) {
            for (byte octet : octets) {
                out.write(octet);
                out.flush();
            }
        } else {
            out.write(octets);
            out.flush();
        }
    }

    /// Without its CRLF; null at the end of the connection.
    @Nullable
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    String text = line.toString(StandardCharsets.ISO_8859_1);
                    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text + "<without CR>";
                }
                line.write(c);
            }
        } catch (SocketException e) { // reset
            return null;
        }
        return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1) + "<without line end>";
    }

    /// A line with the literals in it, each as `{size}`, CRLF and its octets: RFC 9051 §4.3.
    @Nullable
    String response() throws IOException {
        String line = line();
        if (line == null) {
            return null;
        }
        StringBuilder all = new StringBuilder(line);
        for (Matcher literal = LITERAL.matcher(line); literal.find(); literal = LITERAL.matcher(line)) {
            byte[] octets = in.readNBytes(Integer.parseInt(literal.group(1)));
            line = line();
            if (line == null) {
                throw new EOFException("connection closed in a literal");
            }
            all.append("\r\n")
                    .append(new String(octets, StandardCharsets.ISO_8859_1))
                    .append(line);
        }
        return all.toString();
    }

    void startTls() throws IOException {
        socket = TrustingTls.over(socket);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
