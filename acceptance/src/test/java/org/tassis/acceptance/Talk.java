package org.tassis.acceptance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A conversation in clear with a line protocol, for what no mail program would send.
final class Talk implements Closeable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Talk(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    static Talk open(int port) throws IOException {
        return open(InetAddress.getLoopbackAddress(), port);
    }

    static Talk open(InetAddress address, int port) throws IOException {
        Socket socket = new Socket(address, port);
        socket.setSoTimeout(30_000);
        return new Talk(socket);
    }

    /// Over a socket that is connected already, for example inside TLS.
    static Talk over(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        return new Talk(socket);
    }

    /// Sends a command of IMAP and reads to its end.
    ///
    /// @return all lines of the answer
    String imap(String tag, String words) throws IOException {
        send(tag + " " + words);
        StringBuilder answer = new StringBuilder();
        for (String line = line(); ; line = line()) {
            answer.append(line).append('\n');
            if (line.startsWith(tag + " ")) {
                return answer.toString();
            }
            if (answer.length() > 4_000_000) {
                throw new IOException("no end of the answer to " + words);
            }
        }
    }

    /// A line without its end, as Latin-1; empty when the server has closed.
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            line.write(octet);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /// Reads to the last line of an SMTP reply.
    String expect(String code) throws IOException {
        String line = line();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = line();
        }
        if (!line.startsWith(code)) {
            throw new IOException("expected " + code + ", got: " + line);
        }
        return line;
    }

    String say(String words, String code) throws IOException {
        send(words);
        return expect(code);
    }

    void send(String words) throws IOException {
        out.write((words + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
