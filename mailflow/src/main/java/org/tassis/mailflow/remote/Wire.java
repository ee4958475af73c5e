package org.tassis.mailflow.remote;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// A connection to a server: commands out, replies in. Every step has a time limit as a whole, so that a server that
/// sends an octet a minute does not hold it; when it is over, the connection is closed. Used by one thread.
final class Wire implements Closeable {
    private static final int MAX_LINE = 4096; // RFC 5321 §4.5.3.1.5 asks for 512
    private static final int MAX_LINES = 200;

    private final ScheduledExecutorService watch;
    private final Socket plain;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private final byte[] buffer = new byte[4096];
    private int at;
    private int end;
    private volatile boolean late;

    private Wire(ScheduledExecutorService watch, Socket socket) throws IOException {
        this.watch = watch;
        this.plain = socket;
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    static Wire connect(
            ScheduledExecutorService watch, InetSocketAddress to, Optional<InetAddress> from, Duration limit)
            throws IOException {
        Socket socket = new Socket();
        try {
            if (from.isPresent()) {
                socket.bind(new InetSocketAddress(from.get(), 0));
            }
            socket.connect(to, (int) Math.min(Integer.MAX_VALUE, Math.max(1, limit.toMillis())));
            socket.setTcpNoDelay(true);
            return new Wire(watch, socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /// Closes the connection unless it is closed in time.
    final class Limit implements AutoCloseable {
        private final Duration limit;
        private ScheduledFuture<?> end;

        private Limit(Duration limit) {
            this.limit = limit;
            this.end = watch.schedule(Wire.this::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
        }

        /// The time starts again.
        void renew() {
            end.cancel(false);
            end = watch.schedule(Wire.this::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void close() {
            end.cancel(false);
        }
    }

    Limit limit(Duration limit) {
        return new Limit(limit);
    }

    private void expire() {
        late = true;
        try {
            plain.close();
        } catch (IOException e) {
            // it is over anyway
        }
    }

    /// The address of this side.
    InetAddress localAddress() {
        return plain.getLocalAddress();
    }

    /// Whether a time limit ended it.
    boolean isLate() {
        return late;
    }

    OutputStream out() {
        return out;
    }

    /// @param lines with their ends
    void send(String lines) throws IOException {
        out.write(lines.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    Reply read() throws IOException {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = line();
            int code = code(line);
            char separator = line.length() > 3 ? line.charAt(3) : ' ';
            if (code < 200 || code > 599 || separator != ' ' && separator != '-' || lines.size() == MAX_LINES) {
                throw new IOException("no SMTP reply: " + line.substring(0, Math.min(line.length(), 80)));
            }
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (separator == ' ') {
                return new Reply(code, lines);
            }
        }
    }

    private static int code(String line) {
        if (line.length() < 3) {
            return 0;
        }
        int code = 0;
        for (int i = 0; i < 3; i++) {
            char c = line.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            code = code * 10 + c - '0';
        }
        return code;
    }

    private String line() throws IOException {
        byte[] line = new byte[128];
        int length = 0;
        while (true) {
            if (at == end) {
                end = in.read(buffer, 0, buffer.length);
                at = 0;
                if (end <= 0) {
                    end = 0;
                    throw new EOFException("the connection was closed");
                }
            }
            byte octet = buffer[at++];
            if (octet == '\n') {
                int size = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
                return new String(line, 0, size, StandardCharsets.UTF_8);
            }
            if (length == MAX_LINE) {
                throw new IOException("a reply line of more than " + MAX_LINE + " octets");
            }
            if (length == line.length) {
                line = java.util.Arrays.copyOf(line, Math.min(MAX_LINE, 2 * length));
            }
            line[length++] = octet;
        }
    }

    /// From here on by TLS. What was sent before and not read yet is refused: somebody may have put it there (RFC 3207
    /// §4, the injection of commands before TLS).
    ///
    /// @param verified whether the certificate must be valid for the name
    void startTls(SSLContext context, String name, boolean verified) throws IOException {
        if (at < end || in.available() > 0) {
            throw new IOException("more came than the reply to STARTTLS");
        }
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, name, socket.getPort(), true);
        SSLParameters parameters = tls.getSSLParameters();
        if (verified) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 6125 by the usual rules
        }
        if (name.matches("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*[A-Za-z][A-Za-z0-9-]*")) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        socket = tls;
        in = tls.getInputStream();
        out = tls.getOutputStream();
    }

    /// `TLSv1.3 TLS_AES_256_GCM_SHA384`, when there is TLS.
    Optional<String> cipher() {
        return socket instanceof SSLSocket tls
                ? Optional.of(
                        tls.getSession().getProtocol() + " " + tls.getSession().getCipherSuite())
                : Optional.empty();
    }

    @Override
    public void close() {
        try {
            plain.close();
        } catch (IOException e) {
            // nothing is lost with it
        }
    }
}
