package org.tassis.acceptance.bench;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    void smtp(String command, String code) throws IOException {
        send(command + "\r\n");
        expectSmtp(code);
    }

    /// One message from a stranger, after EHLO.
    ///
    /// @param message ends with a line end, no line begins with a dot
    void deliver(String user, byte[] message) throws IOException {
        send("MAIL FROM:<load@bench.example>\r\nRCPT TO:<" + user + "@bench.test>\r\nDATA\r\n");
        expectSmtp("250");
        expectSmtp("250");
        expectSmtp("354");
        send(message);
        send(".\r\n");
        expectSmtp("250");
    }

    void append(String mailbox, byte[] message) throws IOException {
        send("x APPEND " + mailbox + " {" + message.length + "+}\r\n");
        send(message);
        send("\r\n");
        imapAnswer();
    }

    /// Sends an IMAP command and reads to its completion, literals skipped.
    ///
    /// @return octets of the answer
    long imap(String command) throws IOException {
        send("x " + command + "\r\n");
        return imapAnswer();
    }

    long imapAnswer() throws IOException {
        return imapAnswer(_ -> {});
    }

    /// @param untagged told of each line that is no completion, without its literals
    private long imapAnswer(Consumer<String> untagged) throws IOException {
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
            untagged.accept(text);
            int brace = text.endsWith("}") ? text.lastIndexOf('{') : -1;
            if (brace >= 0) {
                long literal = Long.parseLong(text.substring(brace + 1, text.length() - 1));
                in.skipNBytes(literal);
                octets += literal;
            }
        }
    }

    /// The last number that the answer to a command has after this word (or before it, where the word
    /// begins with a space); 0 when there is none.
    long number(String command, String word) throws IOException {
        Pattern pattern = Pattern.compile(word.startsWith(" ") ? "(\\d+)" + word : word + " (\\d+)");
        AtomicLong found = new AtomicLong();
        send("x " + command + "\r\n");
        imapAnswer(line -> {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                found.set(Long.parseLong(matcher.group(1)));
            }
        });
        return found.get();
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
