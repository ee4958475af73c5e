package org.tassis.migration.imap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.tassis.migration.intake.Progress;

/// How a connection with another server begins: reached, greeted, and encrypted as it is to be, up to where
/// the session begins. For IMAP and POP3.
final class Reached {
    private static final int CONNECT_MILLIS = 30_000;
    private static final int SILENCE_MILLIS = 120_000;

    /// More than any greeting has.
    static final int LINE = 8192;

    private Reached() {}

    /// Asks for TLS, in the words of a protocol.
    @FunctionalInterface
    interface Upgrade {
        void ask(Socket socket) throws IOException;
    }

    /// A connection behind the greeting, encrypted as it is to be.
    ///
    /// @throws NoLogin     the certificate is not trusted
    /// @throws IOException the server cannot be reached
    static Socket connected(ImapServer server, Upgrade upgrade) throws IOException {
        Trust trust = new Trust(server.pin());
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MILLIS);
            plain.setSoTimeout(SILENCE_MILLIS);
            plain.setTcpNoDelay(true);
            return switch (server.security()) {
                case IMPLICIT -> greeted(secured(plain, server, trust));
                case STARTTLS -> {
                    upgrade.ask(greeted(plain));
                    yield secured(plain, server, trust);
                }
                case NONE -> greeted(plain);
            };
        } catch (SSLException e) {
            plain.close();
            throw untrusted(server, trust, e);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private static RuntimeException untrusted(ImapServer server, Trust trust, SSLException failure) throws IOException {
        if (trust.shown().isEmpty()) {
            throw failure; // it broke before
        }
        String print = trust.shown().get();
        return new NoLogin(
                trust.isPinned()
                        ? "The server " + server + " shows another certificate than the pinned one: " + print
                                + ". Somebody may be listening in, or the server has a new certificate."
                        : "The certificate of " + server + " is not trusted: nobody whom this machine trusts has signed"
                                + " it, or it is for another name ("
                                + Progress.harmless(String.valueOf(failure.getMessage()), 120)
                                + "). If you are sure that it is the right server, trust this one certificate with"
                                + " --pin " + print);
    }

    private static SSLSocket secured(Socket plain, ImapServer server, Trust trust) throws IOException {
        SSLSocket secured = (SSLSocket) trust.sockets().createSocket(plain, server.host(), server.port(), true);
        if (!trust.isPinned()) {
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the name in the certificate: RFC 2595 §2.4
            secured.setSSLParameters(parameters);
        }
        secured.startHandshake();
        return secured;
    }

    private static Socket greeted(Socket socket) throws IOException {
        String greeting = line(socket.getInputStream(), LINE);
        if (!greeting.startsWith("* OK") && !greeting.startsWith("* PREAUTH") && !greeting.startsWith("+OK")) {
            throw new IOException("the other server says: " + Progress.harmless(greeting));
        }
        return socket;
    }

    /// One line, and no octet behind it.
    ///
    /// @param most octets
    /// @throws IOException it is longer, or the connection ends
    static String line(InputStream in, int most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the other server ended the connection");
            }
            line.write(b);
            if (line.size() > most) {
                throw new IOException("the other server sends a line without end");
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }
}
