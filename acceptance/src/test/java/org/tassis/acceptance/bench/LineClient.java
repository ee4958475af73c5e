package org.tassis.acceptance.bench;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// One connection of the load generator: lines out, lines and counted octets in, as little work as can be.
final class LineClient implements Closeable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] line = new byte[512];
    private int length;

    LineClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        in = new BufferedInputStream(socket.getInputStream(), 65536);
        out = socket.getOutputStream();
        readLine();
    }

    void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] octets) throws IOException {
        out.write(octets);
    }

    String readLine() throws IOException {
        length = 0;
        for (int octet = in.read(); ; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the server closed");
            }
            if (octet == '\n') {
                break;
            }
            if (length == line.length) {
                line = java.util.Arrays.copyOf(line, length * 2);
            }
            line[length++] = (byte) octet;
        }
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, end, StandardCharsets.ISO_8859_1);
    }

    /// The last line of an SMTP reply, which must have this code.
    void expectSmtp(String code) throws IOException {
        String reply = readLine();
        while (reply.length() > 3 && reply.charAt(3) == '-') {
            reply = readLine();
        }
        if (!reply.startsWith(code)) {
            throw new IOException("expected " + code + ": " + reply);
        }
    }

    /// Sends an IMAP command and reads to its completion, literals skipped.
    ///
    /// @return octets of the answer
    long imap(String command) throws IOException {
        send("x " + command + "\r\n");
        return imapAnswer();
    }

    long imapAnswer() throws IOException {
        long octets = 0;
        while (true) {
            String text = readLine();
            octets += text.length() + 2;
            if (text.startsWith("x ")) {
                if (!text.startsWith("x OK")) {
                    throw new IOException(text);
                }
                return octets;
            }
            int brace = text.endsWith("}") ? text.lastIndexOf('{') : -1;
            if (brace >= 0) {
                long literal = Long.parseLong(text.substring(brace + 1, text.length() - 1));
                in.skipNBytes(literal);
                octets += literal;
            }
        }
    }

    void login(String user) throws IOException {
        imap("LOGIN " + user + " " + ServerProcess.PASSWORD);
    }

    /// A multi-line POP3 answer.
    long pop3Lines() throws IOException {
        String status = readLine();
        if (!status.startsWith("+OK")) {
            throw new IOException(status);
        }
        long octets = 0;
        for (String text = readLine(); !text.equals("."); text = readLine()) {
            octets += text.length() + 2;
        }
        return octets;
    }

    void pop3(String command) throws IOException {
        send(command + "\r\n");
        String status = readLine();
        if (!status.startsWith("+OK")) {
            throw new IOException(status);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
