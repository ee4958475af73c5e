package org.tassis.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.tassis.testkit.TrustingTls;

/// A client that sends lines and reads lines; literals are part of the line that announces them.
public final class ImapClient implements AutoCloseable {
    private Socket socket;
    private InputStream in;
    /// Below what is opened.
    private InputStream plain = InputStream.nullInputStream();
    private @Nullable OutputStream packed;
    private int tags;
    public final String greeting;

    public ImapClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            greeting = line();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Socket socket() {
        return socket;
    }

    /// Sends octets as they are.
    public void raw(String latin1) {
        try {
            OutputStream out = packed == null ? socket.getOutputStream() : packed;
            out.write(latin1.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void send(String line) {
        raw(line + "\r\n");
    }

    /// The next response line, with its literals; the empty string at the end of the connection.
    public String line() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (true) {
                int octet = next();
                if (octet < 0) {
                    return line.toString(StandardCharsets.ISO_8859_1);
                }
                if (octet == '\n') {
                    String text = line.toString(StandardCharsets.ISO_8859_1);
                    text = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
                    int brace = text.endsWith("}") ? text.lastIndexOf('{') : -1;
                    if (brace < 0) {
                        return text;
                    }
                    int length = Integer.parseInt(text.substring(brace + 1, text.length() - 1));
                    line.write('\n');
                    line.write(in.readNBytes(length));
                } else {
                    line.write(octet);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A compressed stream need not have an end of its own.
    private int next() throws IOException {
        try {
            return in.read();
        } catch (EOFException end) {
            return -1;
        }
    }

    /// Sends a command and returns all lines up to its completion, which is the last and begins with OK, NO
    /// or BAD.
    public List<String> command(String command) {
        String tag = "t" + ++tags;
        send(tag + " " + command);
        return until(tag);
    }

    /// All lines up to the completion of that tag.
    public List<String> until(String tag) {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = line();
            if (line.startsWith(tag + " ")) {
                lines.add(line.substring(tag.length() + 1));
                return lines;
            }
            assertThat(line)
                    .as("connection closed before %s; so far %s", tag, lines)
                    .isNotEmpty();
            lines.add(line);
        }
    }

    /// Sends a command that must succeed, and returns its untagged lines and the completion.
    public List<String> ok(String command) {
        List<String> lines = command(command);
        assertThat(lines.getLast()).as("%s: %s", command, lines).startsWith("OK");
        return lines;
    }

    /// Appends a message to a mailbox.
    public String append(String mailbox, String message) {
        return ok("APPEND " + mailbox + " {" + message.length() + "+}\r\n" + message)
                .getLast();
    }

    /// After COMPRESS was agreed.
    public void compress() {
        try {
            plain = in;
            in = new InflaterInputStream(in, new Inflater(true), 1);
            packed = new DeflaterOutputStream(socket.getOutputStream(), new Deflater(6, true), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// After UNAUTHENTICATE was agreed: RFC 8437 §4.1. What the server flushed last has its mark at the end.
    public void endCompression() {
        try {
            in = plain;
            packed = null;
            for (int last = ~0; last != 0x0000_ffff; ) {
                int octet = in.read();
                if (octet < 0) {
                    throw new EOFException("closed within the compressed stream");
                }
                last = last << 8 | octet;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// After STARTTLS was agreed.
    public void startTls() {
        try {
            socket = TrustingTls.over(socket);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
