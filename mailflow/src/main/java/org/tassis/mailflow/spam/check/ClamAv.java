package org.tassis.mailflow.spam.check;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.tassis.mailflow.Reception;
import org.tassis.message.MessageContent;

/// Asks clamd whether a message holds a virus, by its command INSTREAM: clamd(8). The whole message is sent; clamd
/// takes it apart.
public final class ClamAv implements Scanner {
    private static final int BLOCK = 64 * 1024;
    private static final int LONGEST_ANSWER = 4096;
    private static final String FOUND = " FOUND";

    private final ScannerSettings settings;

    public ClamAv(ScannerSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "clamav";
    }

    @Override
    public ScannerSettings settings() {
        return settings;
    }

    @Override
    public Finding ask(Reception reception, MessageContent content, Cancellation cancellation) throws IOException {
        SocketAddress address = address(settings.address());
        try (SocketChannel channel = address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open()) {
            cancellation.by(channel);
            channel.connect(address);
            write(channel, ByteBuffer.wrap("zINSTREAM\0".getBytes(StandardCharsets.US_ASCII)));
            try {
                send(channel, content);
            } catch (IOException e) { // it answers before it hangs up on what is too large
                String early = answer(channel);
                if (early.isEmpty()) {
                    throw e;
                }
                return finding(early);
            }
            return finding(answer(channel));
        }
    }

    private static SocketAddress address(String text) throws IOException {
        if (text.startsWith("/")) {
            return UnixDomainSocketAddress.of(text);
        }
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
        InetSocketAddress resolved = new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
        if (resolved.isUnresolved()) {
            throw new UnknownHostException(host);
        }
        return resolved;
    }

    private static void send(SocketChannel channel, MessageContent content) throws IOException {
        byte[] block = new byte[Integer.BYTES + BLOCK];
        try (InputStream in = content.open()) {
            int n;
            while ((n = in.readNBytes(block, Integer.BYTES, BLOCK)) > 0) {
                ByteBuffer chunk = ByteBuffer.wrap(block, 0, Integer.BYTES + n);
                chunk.putInt(0, n);
                write(channel, chunk);
            }
        }
        write(channel, ByteBuffer.wrap(new byte[Integer.BYTES])); // the end
    }

    private static void write(SocketChannel channel, ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    /// Up to the NUL, or to the end; empty when there is none.
    private static String answer(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(LONGEST_ANSWER);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            for (int i = 0; i < buffer.position(); i++) {
                if (buffer.get(i) == 0) {
                    return new String(buffer.array(), 0, i, StandardCharsets.UTF_8).strip();
                }
            }
        }
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).strip();
    }

    private static Finding finding(String answer) throws IOException {
        if (answer.equals("stream: OK")) {
            return new Finding.Clean();
        }
        if (answer.startsWith("stream: ") && answer.endsWith(FOUND)) {
            return new Finding.Infected(
                    printable(answer.substring("stream: ".length(), answer.length() - FOUND.length())));
        }
        throw new IOException("clamd answered '" + printable(answer) + "'");
    }

    /// What may stand in a reply and in a log.
    static String printable(String text) {
        String ascii = text.replaceAll("[^\\x20-\\x7e]", "?");
        return ascii.length() > 100 ? ascii.substring(0, 100) : ascii;
    }
}
